package io.github.wasmpool.pool;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmPoolClosedException;
import io.github.wasmpool.WasmPoolExhaustedException;
import io.github.wasmpool.WasmPoolInterruptedException;
import io.github.wasmpool.WasmPoolStats;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

	private static final Logger logger = LoggerFactory.getLogger(SlotPool.class);

	private final PoolSettings settings;

	private final boolean warm;

	private final int refillThreads;

	private final Slot<T>[] slots;

	private final SlotQueues<T> queues;

	private final SlotLifecycle<T> lifecycle;

	private final Refiller<T> refiller;

	private final Waiting waiting;

	private final Dismissal<T> dismissal;

	private final AtomicReference<@Nullable Long> closeDeadline = new AtomicReference<>();

	/**
	 * Create a pool. Nothing is made yet.
	 * @param settings the settings
	 * @param factory makes, cleans and frees the objects
	 * @param refill runs the background work; it may reject tasks, then borrowers do that
	 * work, but it must not drop them
	 * @param refillThreads how many tasks the pool may have there at once, at least 1
	 * @throws IllegalArgumentException if there are no refill threads
	 */
	public SlotPool(PoolSettings settings, PooledFactory<T> factory, Executor refill, int refillThreads) {
		if (refillThreads < 1) {
			throw new IllegalArgumentException("'refill-threads' must be at least 1 but is " + refillThreads);
		}
		this.settings = settings;
		this.warm = settings.reset() == ResetPolicy.WARM;
		this.refillThreads = refillThreads;
		this.slots = slots(settings.size());
		this.lifecycle = new SlotLifecycle<>(settings.name(), factory);
		this.dismissal = new Dismissal<>(this.lifecycle, settings.size());
		this.queues = new SlotQueues<>(this.slots, this.dismissal);
		this.refiller = new Refiller<>(settings, this.queues, this.lifecycle, refill, refillThreads);
		this.waiting = new Waiting(this.queues, this.refiller, settings.maxWaiting());
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
		if (timeout.isNegative()) {
			throw new IllegalArgumentException("'timeout' must not be negative but is " + timeout);
		}
		refuseIfClosed();
		if (!this.queues.tryPermit()) {
			awaitPermit(timeout);
		}
		return lend();
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
		refuseIfClosed();
		if (!this.queues.tryPermit() && !tryAwaitPermit()) {
			refuseIfClosed();
			this.refiller.request();
			return null;
		}
		return lend();
	}

	/**
	 * Return a loan. Never throws for what the factory does.
	 * @param slot a slot that was acquired from this pool
	 * @param reusable whether the object may be lent again; if not it is freed
	 * @throws IllegalArgumentException if the slot is one of another pool
	 * @throws IllegalStateException if the slot is not on loan
	 */
	public void release(Slot<T> slot, boolean reusable) {
		if (slot.index() >= this.slots.length || this.slots[slot.index()] != slot) {
			throw new IllegalArgumentException(slot + " is not of pool '" + this.settings.name() + "'");
		}
		if (slot.state() != SlotState.ACTIVE) {
			throw notOnLoan(slot);
		}
		boolean again = false;
		try {
			again = reusable && this.warm && !this.queues.isClosed() && this.lifecycle.reset(slot);
		}
		finally {
			giveBack(slot, again ? SlotState.IDLE : SlotState.RETIRING);
		}
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
		refuseIfClosed();
		List<Throwable> failures;
		try {
			failures = new Prefill(this.refiller).run(Math.min(this.refillThreads, this.settings.minIdle() - 1));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new WasmPoolInterruptedException(stats(), ex);
		}
		refuseIfClosed();
		if (!failures.isEmpty()) {
			this.refiller.request();
			throw asThrown(failures);
		}
	}

	/**
	 * Take a snapshot of the numbers of the pool. Never waits.
	 * @return the numbers; the states of the slots add up to {@code size} at most
	 */
	public WasmPoolStats stats() {
		int active = 0;
		int idle = 0;
		int creating = 0;
		int retiring = 0;
		for (Slot<T> slot : this.slots) {
			switch (slot.state()) {
				case ACTIVE -> active++;
				case IDLE -> idle++;
				case CREATING -> creating++;
				case RETIRING -> retiring++;
				case VACANT -> {
				}
			}
		}
		return new WasmPoolStats(this.settings.name(), this.settings.size(), active + idle + creating + retiring,
				active, idle, creating, retiring, this.waiting.count());
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
	 * released. Further calls wait for the rest of that period only. An interrupt ends
	 * the waiting, and the flag stays set. A thread that has a loan itself waits for the
	 * whole period.
	 */
	@Override
	public void close() {
		long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(this.settings.shutdownGracePeriod());
		this.closeDeadline.compareAndSet(null, deadline);
		boolean first = this.queues.close();
		boolean complete = this.dismissal.await(Objects.requireNonNull(this.closeDeadline.get()) - System.nanoTime());
		if (!complete && first) {
			logger.warn("{} - closed while {} instances are in use; each is freed when it is returned",
					this.settings.name(), this.dismissal.left());
		}
	}

	private Slot<T> lend() {
		Slot<T> slot = this.queues.take();
		if (slot == null) {
			throw new WasmPoolClosedException(stats());
		}
		boolean lent = false;
		try {
			if (slot.state() != SlotState.IDLE) {
				renew(slot);
			}
			slot.become(SlotState.ACTIVE);
			lent = true;
		}
		finally {
			if (!lent) {
				this.queues.put(slot);
			}
			this.refiller.request();
		}
		return slot;
	}

	private void renew(Slot<T> slot) {
		try {
			if (slot.state() == SlotState.RETIRING) {
				this.lifecycle.destroy(slot);
			}
			this.lifecycle.create(slot);
		}
		catch (Exception ex) {
			throw new WasmInstanceCreationException(stats(), ex);
		}
		refuseIfClosed();
	}

	private void giveBack(Slot<T> slot, SlotState next) {
		if (!slot.become(SlotState.ACTIVE, next)) {
			throw notOnLoan(slot);
		}
		this.queues.put(slot);
		this.refiller.request();
	}

	private void awaitPermit(Duration timeout) {
		long start = System.nanoTime();
		Waiting.Outcome outcome;
		try {
			outcome = this.waiting.await(timeout);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.refiller.request();
			throw new WasmPoolInterruptedException(stats(), ex);
		}
		refuseIfClosed();
		if (outcome != Waiting.Outcome.PERMIT) {
			// A refiller that made way for this borrower has to be called again
			this.refiller.request();
			throw exhausted(outcome, timeout, Duration.ofNanos(System.nanoTime() - start));
		}
	}

	private boolean tryAwaitPermit() {
		try {
			return this.waiting.await(Duration.ZERO) == Waiting.Outcome.PERMIT;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return this.queues.tryPermit();
		}
	}

	private WasmPoolExhaustedException exhausted(Waiting.Outcome outcome, Duration timeout, Duration waited) {
		return switch (outcome) {
			case TOO_MANY -> new WasmPoolExhaustedException(stats(),
					"too many borrowers wait already ('max-waiting' is " + this.settings.maxWaiting() + ")",
					Duration.ZERO);
			case TIMED_OUT -> new WasmPoolExhaustedException(stats(),
					"no instance available, timed out after " + timeout.toMillis() + " ms", waited);
			default -> new WasmPoolExhaustedException(stats(), "no instance available", Duration.ZERO);
		};
	}

	private void refuseIfClosed() {
		if (this.queues.isClosed()) {
			throw new WasmPoolClosedException(stats());
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

	private static IllegalStateException notOnLoan(Slot<?> slot) {
		return new IllegalStateException(slot + " is not on loan: it was released already");
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private static <T> Slot<T>[] slots(int size) {
		Slot<T>[] slots = new Slot[size];
		for (int i = 0; i < size; i++) {
			slots[i] = new Slot<>(i);
		}
		return slots;
	}

}
