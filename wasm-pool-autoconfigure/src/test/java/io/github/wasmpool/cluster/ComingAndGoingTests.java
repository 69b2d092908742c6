package io.github.wasmpool.cluster;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

import com.hazelcast.cluster.Member;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.Wat;
import io.github.wasmpool.cluster.Members.Answer;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Members that join, leave and stop while a column runs, held at its items by the host
 * functions of their guests.
 */
class ComingAndGoingTests extends TwoMembers {

	private static final int FIRST_PART = 64;

	/** More than a hundred, each of which Hazelcast once let wait for its answer. */
	private static final int REQUESTS = 250;

	private static final int[] COLUMN = IntStream.range(0, 2_000).toArray();

	private static final int[] RESULTS = IntStream.rangeClosed(1, 2_000).toArray();

	private static final byte[] GUEST = Wat.compile("""
			(module
				(import "env" "at" (func $at (param i32)))
				(func (export "next") (param i32) (result i32)
					(call $at (local.get 0))
					(if (i32.eq (local.get 0) (i32.const -1)) (then (loop $for_ever (br $for_ever))))
					(i32.add (local.get 0) (i32.const 1))))
			""");

	private static final AtomicInteger POOLS = new AtomicInteger();

	private final String pool = "held" + POOLS.incrementAndGet();

	private final long elsewhere = one.cluster().partsElsewhere();

	private final long lost = one.cluster().partsLost();

	@BeforeEach
	void start() {
		both();
	}

	@Test
	void aMemberThatJoinsMidWayGetsWork() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch joined = new CountDownLatch(1);
		one.pool(this.pool, GUEST, 1, at((item) -> {
			begun.countDown();
			await(joined);
		}));
		CompletableFuture<int[]> results = begin();
		await(begun);
		try (TestMember late = TestMember.on(PORT)) {
			late.pool(this.pool, GUEST, 1, at((item) -> joined.countDown()));
			late.start();
			assertThat(end(results)).containsExactly(RESULTS);
		}
	}

	@Test
	void aMemberThatLeavesMidWayLosesItsPartToAnother() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch left = new CountDownLatch(1);
		one.pool(this.pool, GUEST, 1, at((item) -> await(left)));
		try (TestMember leaving = TestMember.on(PORT)) {
			leaving.pool(this.pool, GUEST, 1, at((item) -> {
				begun.countDown();
				await(left);
			}));
			leaving.start();
			CompletableFuture<int[]> results = begin();
			await(begun);
			leaving.hazelcast().getLifecycleService().terminate();
			left.countDown();
			assertThat(end(results)).containsExactly(RESULTS);
			assertThat(one.cluster().partsElsewhere()).isEqualTo(this.elsewhere);
			assertThat(one.cluster().partsLost()).isGreaterThan(this.lost);
		}
	}

	@Test
	void aMemberThatStopsFinishesWhatItHasAndGetsNoMore() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch stopped = new CountDownLatch(1);
		CountDownLatch finished = new CountDownLatch(FIRST_PART);
		two.pool(this.pool, GUEST, 1, at((item) -> {
			begun.countDown();
			await(stopped);
			finished.countDown();
		}));
		one.pool(this.pool, GUEST, 1, at((item) -> await(finished)));
		CompletableFuture<int[]> results = begin();
		await(begun);
		two.cluster().stop();
		stopped.countDown();
		assertThat(end(results)).containsExactly(RESULTS);
		long elsewhere = one.cluster().partsElsewhere();
		assertThat(elsewhere).isGreaterThan(this.elsewhere);
		assertThat(one.cluster().partsLost()).isEqualTo(this.lost);
		assertThat(one.cluster().mapInt(this.pool, "next", COLUMN)).containsExactly(RESULTS);
		assertThat(one.cluster().partsElsewhere()).isEqualTo(elsewhere);
	}

	@Test
	void aMemberThatIsSlowIsNotWaitedFor() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch done = new CountDownLatch(1);
		one.pool(this.pool, GUEST, 1, at((item) -> await(begun)));
		two.pool(this.pool, GUEST, 1, at((item) -> {
			begun.countDown();
			await(done);
		}));
		assertThat(end(begin())).containsExactly(RESULTS);
		assertThat(one.cluster().partsElsewhere()).isEqualTo(this.elsewhere);
		assertThat(one.cluster().partsLost()).isEqualTo(this.lost);
		done.countDown();
	}

	@Test
	void whoDoesNotAnswerInTimeLosesItsPartAndNothingCountsTwice() throws Exception {
		// Each part is of one item
		ClusterOptions options = new ClusterOptions(Duration.ofMillis(200), 1, 1);
		int[] column = Arrays.copyOf(COLUMN, 50);
		AtomicInteger held = new AtomicInteger(-1);
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch lost = new CountDownLatch(1);
		CountDownLatch late = new CountDownLatch(1);
		two.pool(this.pool, GUEST, 1, at((item) -> {
			held.compareAndSet(-1, item);
			begun.countDown();
			await(lost);
			late.countDown();
		}));
		try (TestMember asking = new TestMember(Loopback.config(PORT), options)) {
			asking.pool(this.pool, GUEST, 1, at((item) -> {
				await(begun);
				if (item == held.get()) {
					// It has come back, and the first answer for it comes only now
					lost.countDown();
					await(late);
				}
			}));
			asking.start();
			HazelcastCluster cluster = asking.cluster();
			assertThat(cluster.mapInt(this.pool, "next", column)).containsExactly(Arrays.copyOf(RESULTS, 50));
			assertThat(cluster.partsLost()).isBetween(1L, 2L);
			assertThat(cluster.partsHere() + cluster.partsElsewhere()).isEqualTo(50);
		}
	}

	@Test
	void aPartHasTheTimeLimitOfThePoolWhereItRuns() {
		try (WasmModule module = two.runtime().module(GUEST).build()) {
			two.runtime().pool(module).name(this.pool).size(1).hostFunctions(at((item) -> {
			})).executionTimeout(Duration.ofMillis(200)).build();
		}
		int[] column = COLUMN.clone();
		column[1_500] = -1;
		assertThatExceptionOfType(WasmExecutionTimeoutException.class)
			.isThrownBy(() -> one.cluster().mapInt(this.pool, "next", column))
			.satisfies((ex) -> assertThat(ex.getTimeout()).isEqualTo(Duration.ofMillis(200)))
			.withMessage("'next' did not return within 200 ms and was stopped");
	}

	@Test
	void aMemberWithTwoInstancesAndProcessorsGetsTwoPartsAtOnce() throws Exception {
		assumeTrue(Runtime.getRuntime().availableProcessors() > 1);
		Set<Thread> threads = ConcurrentHashMap.newKeySet();
		CountDownLatch both = new CountDownLatch(2);
		one.pool(this.pool, GUEST, 2, at((item) -> {
			// What a member has, its first answer says
			if (item >= FIRST_PART) {
				if (threads.add(Thread.currentThread())) {
					both.countDown();
				}
				await(both);
			}
		}));
		assertThat(end(begin())).containsExactly(RESULTS);
		assertThat(threads).hasSizeGreaterThan(1);
	}

	@Test
	void whoAsksWaitsForNoAnswerHoweverManyRequestsFollowEachOther() throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		two.pool(this.pool, GUEST, 1, at((item) -> await(asked)));
		Members members = new Members(one.hazelcast());
		Member other = two.hazelcast().getCluster().getLocalMember();
		PoolState state = new PoolState(two.runtime().pools().get(this.pool).module().sha256(), 0, null);
		BlockingQueue<Answer<ColumnReply>> answers = new LinkedBlockingQueue<>();
		for (int i = 0; i < REQUESTS; i++) {
			members.ask(other, new ColumnTask(this.pool, state, "next", 1, new int[] { i }), answers::add);
		}
		assertThat(answers).isEmpty();
		asked.countDown();
		for (int i = 0; i < REQUESTS; i++) {
			Answer<ColumnReply> answer = answers.poll(15, TimeUnit.SECONDS);
			assertThat(answer).isNotNull();
			assertThat(Objects.requireNonNull(answer.reply(), answer::problem).outcome()).isEqualTo(Outcome.DONE);
		}
	}

	private CompletableFuture<int[]> begin() {
		return CompletableFuture.supplyAsync(() -> one.cluster().mapInt(this.pool, "next", COLUMN));
	}

	private static int[] end(CompletableFuture<int[]> results) throws Exception {
		return results.get(1, TimeUnit.MINUTES);
	}

	private static HostFunction at(IntConsumer item) {
		return HostFunction.of("env", "at", FunctionType.of(List.of(ValueType.I32), List.of()), (caller, args) -> {
			item.accept((int) args[0]);
			return null;
		});
	}

	private static void await(CountDownLatch latch) {
		try {
			if (!latch.await(15, TimeUnit.SECONDS)) {
				throw new IllegalStateException("Nobody came");
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
