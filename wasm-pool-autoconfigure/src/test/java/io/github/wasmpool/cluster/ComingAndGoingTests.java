package io.github.wasmpool.cluster;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Members that join, leave and stop while a column runs, held at its items by the host
 * functions of their guests.
 */
class ComingAndGoingTests {

	private static final String POOL = TestMember.POOL;

	private static final int FIRST_PART = 64;

	private static final int[] COLUMN = IntStream.range(0, 2_000).toArray();

	private static final int[] RESULTS = IntStream.rangeClosed(1, 2_000).toArray();

	private static final byte[] GUEST = Wat.compile("""
			(module
				(import "env" "at" (func $at (param i32)))
				(func (export "next") (param i32) (result i32)
					(call $at (local.get 0))
					(i32.add (local.get 0) (i32.const 1))))
			""");

	private final int port = Loopback.freePort();

	private final TestMember one = TestMember.on(this.port).start();

	private final TestMember two = TestMember.on(this.port).start();

	@AfterEach
	void close() {
		this.one.close();
		this.two.close();
	}

	@Test
	void aMemberThatJoinsMidWayGetsWork() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch joined = new CountDownLatch(1);
		this.one.pool(POOL, GUEST, 1, at((item) -> {
			begun.countDown();
			await(joined);
		}));
		CompletableFuture<int[]> results = begin();
		await(begun);
		try (TestMember late = TestMember.on(this.port)) {
			late.pool(POOL, GUEST, 1, at((item) -> joined.countDown()));
			late.start();
			assertThat(end(results)).containsExactly(RESULTS);
		}
	}

	@Test
	void aMemberThatLeavesMidWayLosesItsPartToAnother() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch left = new CountDownLatch(1);
		this.one.pool(POOL, GUEST, 1, at((item) -> await(left)));
		this.two.pool(POOL, GUEST, 1, at((item) -> {
			begun.countDown();
			await(left);
		}));
		CompletableFuture<int[]> results = begin();
		await(begun);
		this.two.hazelcast().getLifecycleService().terminate();
		left.countDown();
		assertThat(end(results)).containsExactly(RESULTS);
		assertThat(this.one.cluster().partsElsewhere()).isZero();
		assertThat(this.one.cluster().partsLost()).isPositive();
	}

	@Test
	void aMemberThatStopsFinishesWhatItHasAndGetsNoMore() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch stopped = new CountDownLatch(1);
		this.two.pool(POOL, GUEST, 1, at((item) -> {
			begun.countDown();
			await(stopped);
		}));
		this.one.pool(POOL, GUEST, 1, at((item) -> await(stopped)));
		CompletableFuture<int[]> results = begin();
		await(begun);
		this.two.cluster().stop();
		stopped.countDown();
		assertThat(end(results)).containsExactly(RESULTS);
		assertThat(this.one.cluster().partsElsewhere()).isPositive();
		assertThat(this.one.cluster().partsLost()).isZero();
		long elsewhere = this.one.cluster().partsElsewhere();
		assertThat(this.one.cluster().mapInt(POOL, "next", COLUMN)).containsExactly(RESULTS);
		assertThat(this.one.cluster().partsElsewhere()).isEqualTo(elsewhere);
	}

	@Test
	void aMemberWithTwoInstancesAndProcessorsGetsTwoPartsAtOnce() throws Exception {
		assumeTrue(Runtime.getRuntime().availableProcessors() > 1);
		Set<Thread> threads = ConcurrentHashMap.newKeySet();
		CountDownLatch both = new CountDownLatch(2);
		this.one.pool(POOL, GUEST, 2, at((item) -> {
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

	private CompletableFuture<int[]> begin() {
		return CompletableFuture.supplyAsync(() -> this.one.cluster().mapInt(POOL, "next", COLUMN));
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
