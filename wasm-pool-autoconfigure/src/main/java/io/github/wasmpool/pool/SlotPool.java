package io.github.wasmpool.pool;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmPoolClosedException;
import io.github.wasmpool.WasmPoolExhaustedException;
import io.github.wasmpool.WasmPoolInterruptedException;
import io.github.wasmpool.WasmPoolStats;
import org.jspecify.annotations.Nullable;

/**
 * A pool of objects that are expensive to have. Thread-safe; waiting borrowers are parked
 * and served first come, first served.
 *
 * <p>
 * A borrower that gets a slot without a usable object frees the old one and makes a new
 * one itself rather than wait for the background. What a borrower did to an object before
 * it released it happens before the next one gets that slot.
 *
 * @param <T> the type of what is pooled
 */
public final class SlotPool<T> implements AutoCloseable {

	private static final long DRAIN_TURN = TimeUnit.MILLISECONDS.toNanos(5);

	/** After what time somebody who waits for loans says so. */
	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

	private final PoolSettings settings;

	private final boolean warm;

	private final int refillThreads;

	private final SlotTable<T> slots;

	private final SlotQueues<T> queues;

	private final Sizing<T> sizing;

	private final Retirement retirement;

	private final SlotLifecycle<T> lifecycle;

	private final Refiller<T> refiller;

	private final Waiting waiting;

	private final Dismissal<T> dismissal;

	private final Loans<T> loans;

	private final Borrowing<T> borrowing;

	private final IdleSweep<T> sweep;

	private final Housekeeper housekeeper;

	private final AtomicReference<@Nullable Long> closeDeadline = new AtomicReference<>();

	/** Set from the beginning of a drain until somebody has waited for its end. */
	private volatile @Nullable Long drainDeadline;

	/** Loans that were waited for in vain, which are not waited for again. */
	private volatile Set<LoanReference> waitedFor = Set.of();

	/**
	 * Create a pool. Nothing is made yet.
	 * @param settings the settings
	 * @param factory makes, cleans and frees the objects
	 * @param quota limits what the pool can grow to; a share for its size was taken, and
	 * is given back slot by slot
	 * @param refill runs the background work; it may reject tasks, then borrowers do that
	 * work, but it must not drop them
	 * @param refillThreads how many tasks the pool may have there at once, at least 1
	 * @throws IllegalArgumentException if there are no refill threads
	 */
	public SlotPool(PoolSettings settings, PooledFactory<T> factory, SlotQuota quota, Executor refill,
			int refillThreads) {
		if (refillThreads < 1) {
			throw new IllegalArgumentException("'refill-threads' must be at least 1 but is " + refillThreads);
		}
		this.settings = settings;
		this.warm = settings.reset() == ResetPolicy.WARM;
		this.refillThreads = refillThreads;
		this.slots = new SlotTable<>(settings.size());
		this.retirement = new Retirement(settings.reuse());
		this.lifecycle = new SlotLifecycle<>(settings.name(), factory, this.retirement);
		this.dismissal = new Dismissal<>(this.lifecycle, quota, settings.size(), this::stopHousekeeping);
		this.queues = new SlotQueues<>(this.slots, this.dismissal);
		this.sizing = new Sizing<>(settings, quota, this.queues, this.dismissal);
		this.refiller = new Refiller<>(settings.name(), this.sizing::minIdle, this.queues, this.lifecycle, refill,
				refillThreads);
		this.waiting = new Waiting(this.queues, this.refiller, settings.maxWaiting());
		this.loans = new Loans<>(settings.name(), this.slots, settings.leakDetectionThreshold());
		this.borrowing = new Borrowing<>(this.queues, this.lifecycle, this.retirement, this.refiller, this.waiting,
				this.loans, this::stats);
		this.sweep = new IdleSweep<>(this.slots, this.queues, this.retirement, this.refiller, this.sizing::minIdle);
		this.housekeeper = new Housekeeper(settings, this::isHouseUntidy, this::keepHouse, refill);
		this.housekeeper.start();
	}

	/**
	 * Borrow an object.
	 * @param timeout how long to wait for other borrowers; zero fails at once, but waits
	 * a moment (up to 100 ms) for a slot that is being refilled
	 * @return a slot that the caller releases, with an object
	 * @throws IllegalArgumentException if the timeout is negative
	 * @throws WasmPoolExhaustedException if none became free in time, or too many wait
	 * @throws WasmPoolClosedException if the pool is closed
	 * @throws WasmPoolInterruptedException if the thread is interrupted while it waits
	 * @throws WasmInstanceCreationException if the factory failed to make the object;
	 * where it threw an {@link Error}, that is thrown
	 */
	public Slot<T> acquire(Duration timeout) {
		return acquire(timeout, null);
	}

	/**
	 * Borrow an object, as {@link #acquire(Duration)} does.
	 * @param timeout how long to wait for other borrowers
	 * @param place where to wait, left if this fails; {@code null} for a place of its own
	 * @return a slot that the caller releases, with an object
	 */
	public Slot<T> acquire(Duration timeout, @Nullable WaitingPlace place) {
		if (timeout.isNegative()) {
			throw new IllegalArgumentException("'timeout' must not be negative but is " + timeout);
		}
		return this.borrowing.acquire(timeout, place);
	}

	/**
	 * Return a place among those who wait, which is not taken.
	 * @return a place that the caller leaves
	 */
	public WaitingPlace waitingPlace() {
		return this.waiting.place();
	}

	/**
	 * Take a place among those who wait, to wait for something else than a slot first.
	 * @param place the place, left if this fails
	 * @throws WasmPoolExhaustedException if too many wait already
	 */
	public void take(WaitingPlace place) {
		this.borrowing.take(place);
	}

	/**
	 * Borrow an object if there is a slot for it; never waits for another borrower, but a
	 * moment (up to 100 ms) for a slot that is being refilled.
	 * @return a slot that the caller releases, with an object, or {@code null}
	 * @throws WasmPoolClosedException if the pool is closed
	 * @throws WasmInstanceCreationException if the factory failed to make the object;
	 * where it threw an {@link Error}, that is thrown
	 */
	public @Nullable Slot<T> tryAcquire() {
		return this.borrowing.tryAcquire();
	}

	/**
	 * Watch a loan until it ends: if the holder becomes unreachable before, the loan is
	 * ended for the borrower, with a warning, and the object is freed. That is noticed
	 * some time after a garbage collection. Whoever releases the slot keeps the holder
	 * reachable until the release has returned.
	 * @param slot a slot that the calling thread acquired
	 * @param holder what is reachable as long as the borrower can use the object
	 */
	public void watch(Slot<T> slot, Object holder) {
		this.loans.watch(slot, holder);
	}

	/**
	 * Note that a thread goes on with a loan of another one: if it closes the pool, it
	 * does not wait for itself.
	 * @param slot a slot on loan
	 * @param runner the thread
	 */
	public void takeOver(Slot<T> slot, Thread runner) {
		slot.takeOver(runner);
	}

	/**
	 * Return a loan. Never throws for what the factory does.
	 * @param slot a slot that was acquired from this pool
	 * @param reusable whether the object may be lent again; if not it is freed
	 * @throws IllegalArgumentException if the slot is one of another pool
	 * @throws IllegalStateException if the slot is not on loan
	 */
	public void release(Slot<T> slot, boolean reusable) {
		requireOwn(slot);
		if (slot.state() != SlotState.ACTIVE) {
			throw Borrowing.notOnLoan(slot);
		}
		boolean again = false;
		try {
			again = reusable && this.warm && !this.queues.isClosed() && !this.retirement.isDueAfterUse(slot)
					&& this.lifecycle.reset(slot);
		}
		finally {
			this.borrowing.giveBack(slot, again ? SlotState.IDLE : SlotState.RETIRING);
		}
	}

	/**
	 * Replace the object of a slot on loan by a new one. The slot stays on loan, so that
	 * this waits for nobody, and the calling thread is its borrower then. If it fails the
	 * loan is over. Whoever calls this keeps the old holder reachable until it returns.
	 * @param slot a slot that was acquired from this pool
	 * @throws IllegalArgumentException if the slot is one of another pool
	 * @throws IllegalStateException if the slot is not on loan
	 * @throws WasmPoolClosedException if the pool is closed
	 * @throws WasmInstanceCreationException if the factory failed to make the object;
	 * where it threw an {@link Error}, that is thrown
	 */
	public void exchange(Slot<T> slot) {
		requireOwn(slot);
		slot.end();
		if (!slot.become(SlotState.ACTIVE, SlotState.RETIRING)) {
			throw Borrowing.notOnLoan(slot);
		}
		this.borrowing.lend(slot);
	}

	/**
	 * Make the objects that are to be idle, several at once, and wait until they are
	 * made.
	 * @throws WasmInstanceCreationException if the factory failed, with further failures
	 * suppressed; where it threw an {@link Error}, that is thrown
	 * @throws WasmPoolClosedException if the pool is closed
	 * @throws WasmPoolInterruptedException if the thread is interrupted while it waits
	 */
	public void prefill() {
		this.borrowing.refuseIfClosed();
		this.drainDeadline = null;
		this.sizing.rest(false);
		List<Throwable> failures;
		try {
			failures = new Prefill(this.refiller).run(Math.min(this.refillThreads, this.sizing.minIdle() - 1));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new WasmPoolInterruptedException(stats(), ex);
		}
		this.borrowing.refuseIfClosed();
		if (!failures.isEmpty()) {
			this.refiller.request();
			throw asThrown(failures);
		}
	}

	/**
	 * Change how many objects can live at once. A larger pool serves those who wait at
	 * once. A smaller one frees idle objects at once, and those on loan when they are
	 * released; no more are idle than before, or than the size.
	 * @param size from 1 to 1,000,000
	 * @throws IllegalArgumentException if the size is impossible, or the quota has no
	 * room; nothing has changed then
	 * @throws WasmPoolClosedException if the pool is closed
	 */
	public void resize(int size) {
		if (!this.sizing.resize(size)) {
			throw new WasmPoolClosedException(stats());
		}
		this.refiller.request();
	}

	/**
	 * Retire all objects that were made so far: those that are idle now, those on loan
	 * when they are released. New ones are made as for any other that is retired.
	 * @throws WasmPoolClosedException if the pool is closed
	 */
	public void refresh() {
		this.borrowing.refuseIfClosed();
		this.retirement.nextGeneration();
		this.sweep.run();
	}

	/**
	 * Begin to drain: keep nothing ready until {@link #prefill()}, free what is idle, and
	 * loans as they return, also later. Borrowers are served all the same. The shutdown
	 * grace period begins, and nobody is waited for.
	 * @throws WasmPoolClosedException if the pool is closed
	 */
	public void beginDrain() {
		this.borrowing.refuseIfClosed();
		if (this.drainDeadline == null) {
			this.drainDeadline = deadline();
		}
		this.sizing.rest(true);
		refresh();
	}

	/**
	 * Drain, and wait for loans up to the shutdown grace period, but for those of the
	 * calling thread. An interrupt ends the waiting, and the flag stays set.
	 * @throws WasmPoolClosedException if the pool is closed
	 */
	public void drain() {
		beginDrain();
		long began = System.nanoTime();
		long deadline = closingDeadline();
		boolean told = false;
		while (stats().live() > exempt() && deadline - System.nanoTime() > 0) {
			if (Thread.currentThread().isInterrupted()) {
				return;
			}
			if (!told && System.nanoTime() - began > PATIENCE) {
				this.loans.tellWhatIsWaitedFor();
				told = true;
			}
			LockSupport.parkNanos(this, DRAIN_TURN);
			// What was being replaced when the draining began is of the new generation
			this.retirement.nextGeneration();
			this.sweep.run();
		}
		if (stats().live() > exempt()) {
			this.waitedFor = this.loans.out();
		}
		this.drainDeadline = null;
	}

	private int exempt() {
		return this.loans.countOf(Thread.currentThread(), this.waitedFor);
	}

	/**
	 * Return when the waiting for loans ends that closes the pool: as that of a drain
	 * which has begun.
	 */
	private long closingDeadline() {
		Long drained = this.drainDeadline;
		return (drained != null) ? drained : deadline();
	}

	/**
	 * Take a snapshot of the numbers of the pool. Never waits.
	 * @return the numbers; the states of the slots add up to {@code size} at most, unless
	 * loans of a larger pool are still out
	 */
	public WasmPoolStats stats() {
		return this.slots.stats(this.settings.name(), this.sizing.size(), this.waiting.count());
	}

	/**
	 * Return why the last object could not be made.
	 * @return what the factory threw, or empty once it made another
	 */
	public Optional<Throwable> lastFailure() {
		return Optional.ofNullable(this.lifecycle.lastFailure());
	}

	/**
	 * Whether the pool is closed.
	 * @return {@code true} once {@link #close()} was called
	 */
	public boolean isClosed() {
		return this.queues.isClosed();
	}

	/**
	 * Refuse new borrowers, wake those that wait, free what is idle, and wait for loans
	 * up to the shutdown grace period. An object that is on loan then is freed when it is
	 * released; a warning names the threads. Further calls wait for the rest of that
	 * period only. An interrupt ends the waiting, and the flag stays set. What the
	 * calling thread itself has acquired is not waited for.
	 */
	@Override
	public void close() {
		this.closeDeadline.compareAndSet(null, closingDeadline());
		boolean first = this.sizing.close();
		long rest = Objects.requireNonNull(this.closeDeadline.get()) - System.nanoTime();
		boolean complete = this.dismissal.await(Math.min(rest, PATIENCE), this::exempt);
		if (!complete && rest > PATIENCE && !Thread.currentThread().isInterrupted()) {
			this.loans.tellWhatIsWaitedFor();
			complete = this.dismissal.await(rest - PATIENCE, this::exempt);
		}
		if (!complete && first) {
			this.loans.warnOfClosedWith(this.dismissal.left());
		}
	}

	private long deadline() {
		return System.nanoTime() + TimeUnit.NANOSECONDS.convert(this.settings.shutdownGracePeriod());
	}

	private boolean isHouseUntidy() {
		return this.loans.hasUnreachable() || this.loans.hasOverdue() || this.sweep.hasDue();
	}

	private void keepHouse() {
		this.borrowing.recoverLeaks();
		this.loans.warnOfOverdue();
		if (this.sweep.hasDue()) {
			this.sweep.run();
		}
	}

	private void stopHousekeeping() {
		this.housekeeper.stop();
	}

	private void requireOwn(Slot<T> slot) {
		if (!this.slots.contains(slot)) {
			throw new IllegalArgumentException(slot + " is not of pool '" + this.settings.name() + "'");
		}
	}

	private RuntimeException asThrown(List<Throwable> failures) {
		if (failures.get(0) instanceof Error error) {
			throw error;
		}
		WasmInstanceCreationException exception = new WasmInstanceCreationException(stats(), failures.get(0));
		failures.stream().skip(1).forEach(exception::addSuppressed);
		return exception;
	}

}
