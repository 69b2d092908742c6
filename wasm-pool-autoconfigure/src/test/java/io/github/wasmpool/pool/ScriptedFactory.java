package io.github.wasmpool.pool;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.ResetPolicy;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A factory that fails, waits and counts as a test wants it to.
 */
final class ScriptedFactory implements PooledFactory<ScriptedFactory.Thing> {

	private final Queue<Thing> made = new ConcurrentLinkedQueue<>();

	private final Queue<Throwable> nextCreateFailures = new ConcurrentLinkedQueue<>();

	private final AtomicInteger attempts = new AtomicInteger();

	private final AtomicInteger living = new AtomicInteger();

	/** Of this factory and those that follow it. */
	private final AtomicInteger livingOfAll;

	private final AtomicInteger mostLiving;

	private final AtomicInteger closed = new AtomicInteger();

	private final AtomicInteger rests = new AtomicInteger();

	private final AtomicInteger usesWhenClosed = new AtomicInteger();

	volatile @Nullable Throwable createFailure;

	volatile BooleanSupplier createFails = () -> false;

	volatile @Nullable Throwable destroyFailure;

	volatile BooleanSupplier destroyFails = () -> false;

	volatile @Nullable Throwable resetFailure;

	/** Why no object can be lent again, or {@code null} if they can. */
	volatile @Nullable RetirementReason resetResult;

	/** Why no object can be made as new, or {@code null} if they can. */
	volatile @Nullable RetirementReason renewResult = RetirementReason.NOT_RESTORABLE;

	/** Whether objects of former factories are adopted. */
	volatile BooleanSupplier adopts = () -> false;

	volatile Runnable whenCreated = () -> {
	};

	volatile Runnable whenReset = () -> {
	};

	private volatile Gate gate = new Gate(0, new CountDownLatch(0));

	ScriptedFactory() {
		this.livingOfAll = new AtomicInteger();
		this.mostLiving = new AtomicInteger();
	}

	/**
	 * Create a factory that takes the place of another one in its pool.
	 * @param before the other one
	 */
	ScriptedFactory(ScriptedFactory before) {
		this.livingOfAll = before.livingOfAll;
		this.mostLiving = before.mostLiving;
		this.resetResult = before.resetResult;
		this.renewResult = before.renewResult;
		this.createFails = before.createFails;
		this.destroyFails = before.destroyFails;
	}

	/**
	 * Let objects be lent again, or not.
	 * @param reset what becomes of an object that is returned
	 */
	void reset(ResetPolicy reset) {
		this.resetResult = (reset == ResetPolicy.WARM) ? null : RetirementReason.NOT_RESTORABLE;
	}

	void failNextCreate(Throwable failure) {
		this.nextCreateFailures.add(failure);
	}

	/**
	 * Hold back whoever makes an object from now on.
	 * @return what lets them go on
	 */
	CountDownLatch holdCreates() {
		CountDownLatch open = new CountDownLatch(1);
		this.gate = new Gate(this.attempts.get(), open);
		return open;
	}

	/**
	 * Wait until somebody is held back.
	 * @param count how many
	 */
	void awaitHeld(int count) {
		Awaitility.await()
			.pollInterval(Duration.ofMillis(2))
			.until(() -> this.attempts.get() - this.gate.attemptsBefore() >= count);
	}

	@Override
	public Thing create() {
		this.usesWhenClosed.addAndGet(this.closed.get());
		this.attempts.incrementAndGet();
		this.gate.pass();
		Throwable failure = this.nextCreateFailures.poll();
		throwIfSet((failure != null) ? failure : this.createFailure);
		if (this.createFails.getAsBoolean()) {
			throw new IllegalStateException("by chance");
		}
		Thing thing = new Thing(this, this.made.size());
		this.made.add(thing);
		this.living.incrementAndGet();
		this.mostLiving.accumulateAndGet(this.livingOfAll.incrementAndGet(), Math::max);
		this.whenCreated.run();
		return thing;
	}

	@Override
	public @Nullable RetirementReason reset(Thing thing) {
		assertThat(thing.maker).isSameAs(this);
		assertThat(thing.destroyed.get()).isZero();
		thing.resets.incrementAndGet();
		this.whenReset.run();
		throwIfSet(this.resetFailure);
		return this.resetResult;
	}

	@Override
	public @Nullable RetirementReason renew(Thing thing) {
		assertThat(thing.destroyed.get()).isZero();
		throwIfSet(this.resetFailure);
		return this.renewResult;
	}

	@Override
	public boolean adopt(Thing thing) {
		assertThat(thing.maker).isNotSameAs(this);
		assertThat(thing.destroyed.get()).isZero();
		this.usesWhenClosed.addAndGet(this.closed.get());
		if (!this.adopts.getAsBoolean()) {
			return false;
		}
		this.living.incrementAndGet();
		thing.maker.living.decrementAndGet();
		thing.maker = this;
		return true;
	}

	@Override
	public void destroy(Thing thing) {
		assertThat(thing.maker).isSameAs(this);
		thing.destroyed.incrementAndGet();
		this.livingOfAll.decrementAndGet();
		this.living.decrementAndGet();
		throwIfSet(this.destroyFailure);
		if (this.destroyFails.getAsBoolean()) {
			throw new IllegalStateException("by chance");
		}
	}

	@Override
	public void rest() {
		this.usesWhenClosed.addAndGet(this.closed.get());
		this.rests.incrementAndGet();
	}

	@Override
	public void close() {
		this.closed.addAndGet((this.living.get() == 0) ? 1 : 1_000);
	}

	/**
	 * Return how often it was closed, when nothing was alive, and nothing was made or
	 * rested later.
	 */
	int closed() {
		return this.closed.get() + this.usesWhenClosed.get();
	}

	/**
	 * Return how often it was told to keep nothing.
	 */
	int rests() {
		return this.rests.get();
	}

	int attempts() {
		return this.attempts.get();
	}

	int made() {
		return this.made.size();
	}

	int living() {
		return this.living.get();
	}

	int mostLiving() {
		return this.mostLiving.get();
	}

	List<Thing> things() {
		return List.copyOf(this.made);
	}

	/**
	 * Assert that all it made is gone once the background has done its last work. A pool
	 * waits for that a second at most, and not at all if it is interrupted.
	 * @param background where the pool made objects, and which ends now
	 */
	void assertEachDestroyedOnce(ExecutorService background) {
		background.shutdown();
		Awaitility.await().until(background::isTerminated);
		assertEachDestroyedOnce();
	}

	void assertEachDestroyedOnce() {
		assertThat(this.made).allSatisfy((thing) -> assertThat(thing.destroyed).hasValue(1));
	}

	private static void throwIfSet(@Nullable Throwable failure) {
		if (failure instanceof Error error) {
			throw error;
		}
		if (failure != null) {
			throw (RuntimeException) failure;
		}
	}

	private record Gate(int attemptsBefore, CountDownLatch open) {

		void pass() {
			try {
				if (this.open.getCount() > 0 && !this.open.await(30, TimeUnit.SECONDS)) {
					throw new IllegalStateException("the test did not open the gate");
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
		}

	}

	/**
	 * What is pooled.
	 */
	static final class Thing {

		/** Not volatile either. */
		private ScriptedFactory maker;

		private final int number;

		private final AtomicInteger destroyed = new AtomicInteger();

		private final AtomicInteger resets = new AtomicInteger();

		private final AtomicReference<@Nullable Thread> user = new AtomicReference<>();

		/** Not volatile: the pool hands it on. */
		private int uses;

		Thing(ScriptedFactory maker, int number) {
			this.maker = maker;
			this.number = number;
		}

		ScriptedFactory maker() {
			return this.maker;
		}

		int resets() {
			return this.resets.get();
		}

		boolean isDestroyed() {
			return this.destroyed.get() > 0;
		}

		/**
		 * Use it as a borrower does, alone and alive.
		 */
		void use() {
			assertThat(this.user.getAndSet(Thread.currentThread())).isNull();
			assertThat(this.destroyed.get()).isZero();
			this.uses++;
			assertThat(this.user.getAndSet(null)).isSameAs(Thread.currentThread());
		}

		int uses() {
			return this.uses;
		}

		@Override
		public String toString() {
			return "thing " + this.number;
		}

	}

}
