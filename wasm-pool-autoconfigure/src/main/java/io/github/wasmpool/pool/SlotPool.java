package io.github.wasmpool.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.ToLongFunction;

import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmInstanceStats;
import io.github.wasmpool.WasmPoolClosedException;
import io.github.wasmpool.WasmPoolExhaustedException;
import io.github.wasmpool.WasmPoolInterruptedException;
import io.github.wasmpool.WasmPoolListener;
import io.github.wasmpool.WasmPoolStats;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * A pool of objects that are expensive to have. Thread-safe; waiting borrowers are parked
 * and served first come, first served. Until who waits longest has waited for half a
 * millisecond, 50 µs of it as the first in line, newcomers may pass, since a thread that
 * runs can do many short loans until another one has woken up; nobody is passed by more
 * than 5,000 loans.
 *
 * <p>
 * A borrower that gets a slot without a usable object frees the old one and makes a new
 * one itself rather than wait for the background. What a borrower did to an object before
 * it released it happens before the next one gets that slot.
 *
 * @param <T> the type of what is pooled
 */
public final class SlotPool<T> implements AutoCloseable {

	private final PoolSettings settings;

	private final int refillThreads;

	private final Generations<T> generations;

	private final SlotTable<T> slots;

	private final SlotQueues<T> queues;

	private final Sizing<T> sizing;

	private final Tally tally = new Tally();

	private final LoanTimes times;

	private final SlotLifecycle<T> lifecycle;

	private final Refiller<T> refiller;

	private final Waiting waiting;

	private final Loans<T> loans;

	private final Borrowing<T> borrowing;

	private final IdleSweep<T> sweep;

	private final Departure<T> departure;

	private final Housekeeper housekeeper;

	/**
	 * Create a pool. Nothing is made yet.
	 * @param settings the settings
	 * @param factory makes, cleans and frees the objects, and belongs to the pool from
	 * now on
	 * @param quota limits what the pool can grow to; a share for its size was taken, and
	 * is given back slot by slot
	 * @param refill runs the background work; it may reject tasks, then borrowers do that
	 * work, but it must not drop them
	 * @param refillThreads how many tasks the pool may have there at once, at least 1
	 * @throws IllegalArgumentException if there are no refill threads
	 */
	public SlotPool(PoolSettings settings, PooledFactory<T> factory, SlotQuota quota, Executor refill,
			int refillThreads) {
		this(settings, factory, quota, refill, refillThreads, null);
	}

	/**
	 * Create a pool that says how long everything takes. Nothing is made yet.
	 * @param settings the settings
	 * @param factory makes, cleans and frees the objects
	 * @param quota limits what the pool can grow to; a share for its size was taken, and
	 * is given back slot by slot
	 * @param refill runs the background work; it may reject tasks, then borrowers do that
	 * work, but it must not drop them
	 * @param refillThreads how many tasks the pool may have there at once, at least 1
	 * @param listener is told of loans and of objects that are made, and throws nothing;
	 * {@code null} if nobody wants to know
	 * @throws IllegalArgumentException if there are no refill threads
	 */
	public SlotPool(PoolSettings settings, PooledFactory<T> factory, SlotQuota quota, Executor refill,
			int refillThreads, @Nullable WasmPoolListener listener) {
		if (refillThreads < 1) {
			throw new IllegalArgumentException("'refill-threads' must be at least 1 but is " + refillThreads);
		}
		this.settings = settings;
		this.refillThreads = refillThreads;
		this.slots = new SlotTable<>(settings.size());
		this.generations = new Generations<>(settings.name(), factory, this::isDraining);
		Retirement retirement = new Retirement(settings.reuse(), this.generations, this::isDraining);
		this.times = new LoanTimes(listener);
		this.lifecycle = new SlotLifecycle<>(settings.name(), this.generations, retirement, this.tally, this.times);
		Dismissal<T> dismissal = new Dismissal<>(this.lifecycle, quota, settings.size(), this::isClosed,
				this::stopHousekeeping);
		this.queues = new SlotQueues<>(this.slots, dismissal);
		this.sizing = new Sizing<>(settings, quota, this.queues, dismissal);
		this.refiller = new Refiller<>(settings.name(), this.sizing::minIdle, this::isDraining, this.queues,
				this.lifecycle, refill, refillThreads);
		this.waiting = new Waiting(this.queues, this.refiller, settings.maxWaiting());
		this.loans = new Loans<>(settings.name(), this.slots, settings.leakDetectionThreshold());
		this.borrowing = new Borrowing<>(this.queues, this.lifecycle, retirement, this.generations, this.refiller,
				this.waiting, this.loans, this.tally, this.times, this::stats);
		this.sweep = new IdleSweep<>(this.slots, this.queues, this.lifecycle, retirement, this.refiller,
				this.sizing::minIdle);
		this.departure = new Departure<>(settings, this.slots, this.loans, this.sizing, dismissal, this.sweep,
				this.refiller);
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
		long begun = this.times.begin();
		Slot<T> slot = this.borrowing.acquire(notNegative(timeout));
		this.times.acquired(slot, begun);
		return slot;
	}

	/**
	 * Borrow an object of a generation, which may be a past one.
	 * @param timeout how long to wait for other borrowers
	 * @param generation the generation of an object that was borrowed here
	 * @return a slot that the caller releases, with an object
	 * @throws IllegalStateException if the generation is past, its last object gone, and
	 * nobody keeps it
	 * @see #acquire(Duration)
	 * @see #keep(Slot, Object)
	 */
	public Slot<T> acquire(Duration timeout, Generation<T> generation) {
		return this.borrowing.acquire(notNegative(timeout), generation);
	}

	/**
	 * Keep the generation of an object from ending, so that more of it can be borrowed
	 * when another one is the present one by then.
	 * @param slot a slot that the calling thread acquired
	 * @param holder who borrows them; once that is unreachable, or the pool is closed,
	 * the generation ends all the same
	 * @return lets it end; idempotent
	 * @throws IllegalStateException if the slot is not on loan
	 */
	public Runnable keep(Slot<T> slot, Object holder) {
		requireOnLoan(slot);
		Generation<T> generation = slot.generation();
		if (!generation.retain()) {
			throw Borrowing.notOnLoan(slot);
		}
		Runnable letGo = this.loans.keep(generation, holder);
		if (isClosed()) {
			// Those that were kept may have been let go already
			letGo.run();
		}
		return letGo;
	}

	/**
	 * Borrow several objects, all or none, and all of one generation. Whoever waits for
	 * that waits once, in turn with everybody else: those who come later do not get
	 * objects first for longer than they could pass any borrower.
	 * @param count how many
	 * @param timeout how long to wait for other borrowers, for all together
	 * @return as many slots, each with an object, that the caller releases
	 * @throws IllegalArgumentException if the timeout is negative, or there are fewer
	 * slots
	 * @throws WasmPoolExhaustedException if not enough became free in time, too many
	 * wait, or the pool was resized and will never have as many
	 * @throws WasmPoolClosedException if the pool is closed
	 * @throws WasmPoolInterruptedException if the thread is interrupted while it waits
	 * @throws WasmInstanceCreationException if the factory failed to make an object;
	 * where it threw an {@link Error}, that is thrown
	 */
	public List<Slot<T>> acquireAll(int count, Duration timeout) {
		if (count < 1) {
			throw new IllegalArgumentException("'instances' must be at least 1 but is " + count);
		}
		if (count > this.sizing.size()) {
			throw new IllegalArgumentException("Pool '" + this.settings.name() + "' has no "
					+ Wording.count(count, "instance") + " to lend at once, as its 'size' is " + this.sizing.size()
					+ "; lower 'instances', or raise 'size'");
		}
		long begun = this.times.begin();
		List<Slot<T>> slots = this.borrowing.acquireAll(count, notNegative(timeout));
		slots.forEach((slot) -> this.times.acquired(slot, begun));
		return slots;
	}

	private static Duration notNegative(Duration timeout) {
		if (timeout.isNegative()) {
			throw new IllegalArgumentException("'timeout' must not be negative but is " + timeout);
		}
		return timeout;
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
		long begun = this.times.begin();
		Slot<T> slot = this.borrowing.tryAcquire();
		if (slot != null) {
			this.times.acquired(slot, begun);
		}
		return slot;
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
	 * Return a loan. The factory decides whether the object may be lent again. Never
	 * throws for what it does.
	 * @param slot a slot that was acquired from this pool
	 * @throws IllegalArgumentException if the slot is one of another pool
	 * @throws IllegalStateException if the slot is not on loan
	 */
	public void release(Slot<T> slot) {
		requireOnLoan(slot);
		this.borrowing.release(slot);
	}

	/**
	 * Return a loan whose object is not to be lent again.
	 * @param slot a slot that was acquired from this pool
	 * @param reason why not
	 * @throws IllegalArgumentException if the slot is one of another pool
	 * @throws IllegalStateException if the slot is not on loan
	 */
	public void retire(Slot<T> slot, RetirementReason reason) {
		requireOnLoan(slot);
		this.borrowing.giveBack(slot, reason);
	}

	private void requireOnLoan(Slot<T> slot) {
		if (!this.slots.contains(slot)) {
			throw new IllegalArgumentException(slot + " is not of pool '" + this.settings.name() + "'");
		}
		if (!slot.is(SlotState.ACTIVE)) {
			throw Borrowing.notOnLoan(slot);
		}
	}

	/**
	 * Begin a new loan of a slot on loan, with its object as new, or with a new one of
	 * the same generation, also if that is past. The slot is nobody else's in between, so
	 * that this waits for nobody, and the calling thread is its borrower then. If it
	 * fails the loan is over. Whoever calls this keeps the old holder reachable until it
	 * returns.
	 * @param slot a slot that was acquired from this pool
	 * @throws IllegalArgumentException if the slot is one of another pool
	 * @throws IllegalStateException if the slot is not on loan
	 * @throws WasmPoolClosedException if the pool is closed
	 * @throws WasmInstanceCreationException if the factory failed to make the object;
	 * where it threw an {@link Error}, that is thrown
	 */
	public void exchange(Slot<T> slot) {
		requireOnLoan(slot);
		long begun = this.times.begin();
		this.borrowing.exchange(slot);
		this.times.acquired(slot, begun);
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
		this.departure.endDrain();
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
		this.sweep.retireAll();
	}

	/**
	 * Begin the next generation: whoever borrows from now on gets an object of its
	 * factory. Objects made so far are adopted by it, or retired: those that are idle
	 * now, those on loan when they are released, those being made in the background when
	 * they are there. The factory that made them is closed after the last one. There are
	 * never more of both than the size.
	 * @param factory makes the objects from now on, and belongs to the pool if this
	 * succeeds
	 * @throws WasmPoolClosedException if the pool is closed
	 */
	public void replace(PooledFactory<T> factory) {
		if (isClosed() || !this.generations.next(factory)) {
			throw new WasmPoolClosedException(stats());
		}
		this.lifecycle.forgetFailure();
		this.sweep.run();
	}

	/**
	 * Return the present generation.
	 * @return of which whoever borrows now gets an object
	 */
	public Generation<T> generation() {
		return this.generations.present();
	}

	/**
	 * Begin to drain: keep nothing ready until {@link #prefill()}, free what is idle, and
	 * loans as they return, also later, and what the background is making when it is
	 * there; the factory rests whenever none is left. Borrowers are served all the same.
	 * The shutdown grace period begins, and nobody is waited for.
	 * @throws WasmPoolClosedException if the pool is closed
	 */
	public void beginDrain() {
		this.borrowing.refuseIfClosed();
		this.departure.beginDrain();
		this.generations.rest();
	}

	/**
	 * Drain, and wait for loans up to the shutdown grace period, but for those of the
	 * calling thread. Objects that the background is making are waited for for a second
	 * at most. An interrupt ends the waiting, and the flag stays set.
	 * @throws WasmPoolClosedException if the pool is closed
	 */
	public void drain() {
		this.borrowing.refuseIfClosed();
		this.departure.drain();
		this.generations.rest();
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
	 * Return how many objects are kept ready.
	 * @return the number, zero while the pool is drained
	 */
	public int minIdle() {
		return this.sizing.minIdle();
	}

	/**
	 * Whether nothing is kept ready.
	 * @return {@code true} from the beginning of a drain until {@link #prefill()}
	 */
	public boolean isDraining() {
		return this.sizing.isResting();
	}

	/**
	 * Describe the objects that live. Never waits.
	 * @param memory tells how large an object is, whoever uses it
	 * @return what is known of each, in no order that means anything
	 */
	public List<WasmInstanceStats> objects(ToLongFunction<T> memory) {
		List<WasmInstanceStats> objects = new ArrayList<>();
		for (Slot<T> slot : this.slots.all()) {
			WasmInstanceStats stats = slot.stats(memory);
			if (stats != null) {
				objects.add(stats);
			}
		}
		return objects;
	}

	/**
	 * Add up what was counted since the pool was made. Never waits.
	 * @return the numbers, read one after the other
	 */
	public PoolCounts counts() {
		return this.tally.counts(this.slots.all());
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
	 * calling thread itself has acquired is not waited for, and objects that the
	 * background is making are for a second at most. The factory is closed after the last
	 * object.
	 */
	@Override
	public void close() {
		try {
			this.departure.close();
		}
		finally {
			this.generations.close();
			this.loans.letGoOfAll();
		}
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

	private RuntimeException asThrown(List<Throwable> failures) {
		if (failures.get(0) instanceof Error error) {
			throw error;
		}
		WasmInstanceCreationException exception = new WasmInstanceCreationException(stats(), failures.get(0));
		failures.stream().skip(1).forEach(exception::addSuppressed);
		return exception;
	}

}
