package io.github.wasmpool.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who gets permits, told without threads that wait: a place in line is enough.
 */
class PermitsTests {

	private final AtomicLong clock = new AtomicLong();

	private final Permits permits = new Permits(5, this.clock::get);

	@Test
	void permitsAreTakenAllOrNone() {
		this.permits.release(3);
		assertThat(this.permits.tryTake(4)).isFalse();
		assertThat(this.permits.tryTake(3)).isTrue();
		assertThat(this.permits.tryTake(1)).isFalse();
	}

	@Test
	void onlyAPermitThatNobodyWaitsForIsIdle() {
		assertThat(this.permits.isAnyIdle()).isFalse();
		this.permits.release(1);
		assertThat(this.permits.isAnyIdle()).isTrue();
		Permits.Waiter waiter = this.permits.join(2);
		assertThat(this.permits.isAnyIdle()).isFalse();
		this.permits.leave(waiter);
		assertThat(this.permits.isAnyIdle()).isTrue();
	}

	@Test
	void whoWaitsIsPassedSoOftenAndNotOnceMore() {
		this.permits.release(1);
		for (int waiters = 0; waiters < 2; waiters++) {
			Permits.Waiter waiter = this.permits.join(1);
			int passes = 0;
			while (passes <= Permits.MOST_PASSES && this.permits.tryTake(1)) {
				passes++;
				this.permits.release(1);
			}
			assertThat(passes).isEqualTo(Permits.MOST_PASSES);
			assertThat(this.permits.leave(waiter)).as("got what was released last").isTrue();
			this.permits.release(1);
		}
	}

	/** The clock is read after the passes were counted, and before there is one more. */
	@Test
	void ofTwoWhoPassForTheLastTimeAtOnceOneDoes() {
		Queue<Runnable> whenClockIsRead = new ArrayDeque<>();
		Permits permits = new Permits(5, () -> {
			Runnable script = whenClockIsRead.poll();
			if (script != null) {
				script.run();
			}
			return 0;
		});
		permits.join(1);
		permits.release(2);
		for (int passes = 1; passes < Permits.MOST_PASSES; passes++) {
			assertThat(permits.tryTake(1)).isTrue();
			permits.release(1);
		}
		whenClockIsRead.add(() -> assertThat(permits.tryTake(1)).as("the last one").isTrue());
		assertThat(permits.tryTake(1)).as("at the same time").isFalse();
	}

	@Test
	void nobodyPassesWhoHasWaitedForSomeTime() {
		Permits.Waiter waiter = this.permits.join(1);
		this.permits.release(1);
		assertThat(this.permits.tryTake(1)).isTrue();
		this.clock.addAndGet(Permits.PATIENCE);
		this.permits.release(1);
		assertThat(waiter.served).as("before it looks").isTrue();
		assertThat(this.permits.tryTake(1)).isFalse();
		assertThat(this.permits.leave(waiter)).isTrue();
	}

	/** Or a long line would let each loan wait for another thread to wake up. */
	@Test
	void ofThoseWhoHaveWaitedForLongOneATurnIsHandedAPermit() {
		Permits.Waiter one = this.permits.join(1);
		Permits.Waiter two = this.permits.join(1);
		this.clock.addAndGet(2 * Permits.PATIENCE);
		this.permits.release(1);
		assertThat(one.served).isTrue();
		this.permits.release(1);
		assertThat(two.served).isFalse();
		assertThat(this.permits.tryTake(1)).as("who passes").isTrue();
		this.clock.addAndGet(Permits.TURN);
		this.permits.release(1);
		assertThat(two.served).isTrue();
		assertThat(this.permits.tryTake(1)).isFalse();
	}

	@Test
	void whoHasNotWaitedForLongIsNotHandedAPermit() {
		this.clock.set(10 * Permits.PATIENCE);
		Permits.Waiter waiter = this.permits.join(1);
		this.permits.release(1);
		assertThat(this.permits.leave(waiter)).isFalse();
		assertThat(this.permits.tryTake(1)).as("not lost").isTrue();
	}

	@Test
	void whoWantsSeveralIsServedBeforeThoseWhoComeLater() {
		Permits.Waiter all = this.permits.join(3);
		Permits.Waiter one = this.permits.join(1);
		this.clock.addAndGet(Permits.PATIENCE);
		this.permits.release(2);
		assertThat(this.permits.tryTake(1)).as("two are kept for the first").isFalse();
		this.permits.release(1);
		this.clock.addAndGet(Permits.TURN);
		this.permits.release(1);
		assertThat(this.permits.isAwaited()).isFalse();
		assertThat(this.permits.leave(all)).isTrue();
		assertThat(this.permits.leave(one)).isTrue();
		assertThat(this.permits.tryTake(1)).isFalse();
	}

	@Test
	void whoLeavesLetsTheNextOneHaveWhatItDidNotTake() {
		Permits.Waiter all = this.permits.join(3);
		Permits.Waiter one = this.permits.join(1);
		this.clock.addAndGet(Permits.PATIENCE);
		this.permits.release(2);
		assertThat(this.permits.leave(all)).isFalse();
		this.permits.await(one, 0);
		assertThat(this.permits.leave(one)).isTrue();
		assertThat(this.permits.tryTake(1)).isTrue();
		assertThat(this.permits.tryTake(1)).isFalse();
	}

	/**
	 * Everybody in line, not only the first, is passed so often and not once more, and
	 * all are served in turn.
	 */
	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3 })
	void nobodyIsPassedMoreOften(long seed) {
		Random random = new Random(seed);
		List<Permits.Waiter> line = new ArrayList<>();
		Map<Permits.Waiter, Integer> passes = new HashMap<>();
		int held = 0;
		int served = 0;
		this.permits.release(5);
		for (int step = 0; step < 400_000; step++) {
			if (random.nextInt(2_000) == 0) {
				line.add(this.permits.join(1 + random.nextInt(5)));
			}
			if (this.permits.tryTake(1)) {
				held++;
				line.forEach((waiter) -> passes.merge(waiter, 1, Integer::sum));
			}
			if (held > 0 && random.nextBoolean()) {
				held--;
				this.permits.release(1);
			}
			while (!line.isEmpty() && line.get(0).served) {
				this.permits.release(line.remove(0).wanted);
				served++;
			}
			assertThat(line).noneMatch((waiter) -> waiter.served);
		}
		assertThat(served).isPositive();
		assertThat(passes.values()).allMatch((count) -> count <= Permits.MOST_PASSES)
			.anyMatch((count) -> count > Permits.MOST_PASSES - 10);
	}

}
