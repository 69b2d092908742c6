package io.github.wasmpool.pool;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

import io.github.wasmpool.RetirementReason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frees retiring objects and makes new ones off the path of borrowers, in runs on a
 * shared executor. It may fail at any time and nothing is lost: what it leaves undone a
 * borrower does.
 *
 * @param <T> the type of what is pooled
 */
final class Refiller<T> {

	private static final Logger logger = LoggerFactory.getLogger(Refiller.class);

	/** After so many slots a run makes way for the other pools of its executor. */
	private static final int SLOTS_PER_RUN = 64;

	/** After so much time, too. */
	private static final long RUN = BackgroundThreads.MOMENT.toNanos() / 2;

	private final String pool;

	private final IntSupplier minIdle;

	private final BooleanSupplier resting;

	private final SlotQueues<T> queues;

	private final SlotLifecycle<T> lifecycle;

	private final Executor executor;

	private final int maxRuns;

	private final AtomicInteger runs = new AtomicInteger();

	private final AtomicInteger inHand = new AtomicInteger();

	private final AtomicInteger creating = new AtomicInteger();

	private final AtomicBoolean backingOff = new AtomicBoolean();

	private final AtomicInteger failures = new AtomicInteger();

	Refiller(String pool, IntSupplier minIdle, BooleanSupplier resting, SlotQueues<T> queues,
			SlotLifecycle<T> lifecycle, Executor executor, int maxRuns) {
		this.pool = pool;
		this.minIdle = minIdle;
		this.resting = resting;
		this.queues = queues;
		this.lifecycle = lifecycle;
		this.executor = executor;
		this.maxRuns = maxRuns;
	}

	/**
	 * Start a run if there is work that no run will find. Called whenever there may be
	 * some, so it costs little if there is none.
	 */
	void request() {
		if ((this.queues.hasRetiring() || this.queues.hasVacant() || this.resting.getAsBoolean())
				&& !this.queues.isClosed()) {
			int work = work();
			if (work > 0 && this.queues.hasPermit() && this.runs.get() - this.inHand.get() < work) {
				submit(this::run);
			}
		}
	}

	/**
	 * Submit a task unless there are too many. Throws nothing: whoever calls this has a
	 * slot in hand.
	 * @param task what to run; it is counted until it ends
	 * @return whether the executor took it
	 */
	boolean submit(Runnable task) {
		// One is enough to find out whether instances can be made again
		int most = (this.failures.get() == 0) ? this.maxRuns : 1;
		if (this.runs.getAndUpdate((count) -> (count < most) ? count + 1 : count) >= most) {
			return false;
		}
		try {
			this.executor.execute(() -> perform(task));
			return true;
		}
		catch (Throwable ex) {
			this.runs.decrementAndGet();
			logger.debug("{} - refilling is left to borrowers, the executor takes no task", this.pool, ex);
			return false;
		}
	}

	/**
	 * Take one slot, free its object if it is retiring, or idle in a pool that rests, and
	 * make a new one if too few are idle. Does not compete with borrowers who wait: they
	 * take the slot themselves.
	 * @param mayCreate whether to make an object if one is missing
	 * @param failed gets what the factory throws
	 * @return whether there was such a slot
	 */
	boolean refillOne(BooleanSupplier mayCreate, Consumer<Throwable> failed) {
		hold();
		try {
			if (this.queues.isClosed() || !this.queues.tryIdlePermit()) {
				return false;
			}
			boolean create = mayCreate.getAsBoolean() && reserve();
			try {
				Slot<T> slot = this.queues.takeRetiring();
				if (slot == null && this.resting.getAsBoolean()) {
					// It came back while the others were retired
					slot = this.queues.takeIdle();
				}
				if (slot == null && create) {
					slot = this.queues.takeVacant();
				}
				if (slot == null) {
					this.queues.returnPermits(1);
					return false;
				}
				refill(slot, create, failed);
				return true;
			}
			finally {
				if (create) {
					this.creating.decrementAndGet();
				}
			}
		}
		finally {
			letGo();
		}
	}

	/**
	 * Free all objects that are retiring and that nobody has in hand.
	 */
	void freeRetiring() {
		boolean more = true;
		while (more) {
			more = this.queues.hasRetiring() && refillOne(() -> false, (failure) -> {
			});
		}
	}

	/**
	 * Take one more slot in hand that comes back without a borrower, before its permit is
	 * taken.
	 */
	void hold() {
		this.inHand.incrementAndGet();
	}

	/**
	 * Have a slot in hand no more, after its permit is back.
	 */
	void letGo() {
		this.inHand.decrementAndGet();
	}

	/**
	 * Return how many slots refillers have in hand. It falls after their permits are
	 * back.
	 * @return the number of slots that come back without a borrower
	 */
	int inHand() {
		return this.inHand.get();
	}

	private void perform(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			logger.warn("{} - refilling failed", this.pool, ex);
		}
		finally {
			this.runs.decrementAndGet();
		}
		request();
	}

	private void run() {
		long begin = System.nanoTime();
		int slots = 0;
		while (slots < SLOTS_PER_RUN && System.nanoTime() - begin < RUN && refillOne(this::mayCreate, this::backOff)) {
			slots++;
		}
	}

	private void refill(Slot<T> slot, boolean create, Consumer<Throwable> failed) {
		try {
			if (slot.is(SlotState.IDLE)) {
				this.lifecycle.retire(slot, RetirementReason.REFRESH);
			}
			boolean wanted = !this.queues.isClosed() && !this.resting.getAsBoolean();
			if (slot.is(SlotState.RETIRING) && !(wanted && this.lifecycle.follow(slot))) {
				this.lifecycle.destroy(slot);
			}
			if (create && !slot.is(SlotState.IDLE) && !this.queues.isClosed()) {
				this.lifecycle.create(slot, null);
				this.lifecycle.retireIfDue(slot);
				if (this.failures.getAndSet(0) > 0) {
					logger.info("{} - instances can be made in the background again", this.pool);
				}
			}
		}
		catch (Throwable ex) {
			if (!this.queues.isClosed()) {
				failed.accept(ex);
			}
		}
		finally {
			this.queues.put(slot);
		}
	}

	private int work() {
		if (this.resting.getAsBoolean()) {
			this.queues.recall();
			return this.queues.retiring() + this.queues.idle();
		}
		int missing = mayCreate() ? this.minIdle.getAsInt() - this.queues.idle() - this.creating.get() : 0;
		return this.queues.retiring() + Math.max(0, Math.min(missing, this.queues.vacant()));
	}

	private boolean reserve() {
		// In this order: what is made is idle before it counts as made no more
		if (this.creating.incrementAndGet() + this.queues.idle() <= this.minIdle.getAsInt()) {
			return true;
		}
		this.creating.decrementAndGet();
		return false;
	}

	private boolean mayCreate() {
		return !this.backingOff.get() || this.lifecycle.lastFailure() == null;
	}

	private void backOff(Throwable failure) {
		if (!this.backingOff.compareAndSet(false, true)) {
			return;
		}
		int inARow = this.failures.incrementAndGet();
		long delay = RetryDelay.after(inARow, ThreadLocalRandom.current().nextDouble()).toNanos();
		if (inARow == 1) {
			logger.warn("{} - no instance could be made in the background, trying again with growing delays", this.pool,
					failure);
		}
		else {
			logger.debug("{} - no instance could be made in the background, {} times in a row", this.pool, inARow,
					failure);
		}
		CompletableFuture.delayedExecutor(delay, TimeUnit.NANOSECONDS, Runnable::run).execute(() -> {
			this.backingOff.set(false);
			request();
		});
	}

}
