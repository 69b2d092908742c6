package io.github.wasmpool.pool;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of what a pool has made, for a time or for good: it waits for loans up to the
 * shutdown grace period, but not for those of the calling thread, and hardly for what is
 * being made in the background.
 *
 * @param <T> the type of what is pooled
 */
final class Departure<T> {

	private static final Logger logger = LoggerFactory.getLogger(Departure.class);

	private static final long TURN = TimeUnit.MILLISECONDS.toNanos(5);

	/**
	 * After what time somebody who waits for loans says so, and waits no more for what
	 * the background makes, which may take a minute.
	 */
	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

	private final String pool;

	private final long gracePeriod;

	private final SlotTable<T> slots;

	private final Loans<T> loans;

	private final Sizing<T> sizing;

	private final Dismissal<T> dismissal;

	private final IdleSweep<T> sweep;

	private final Refiller<T> refiller;

	private final AtomicReference<@Nullable Long> closingSince = new AtomicReference<>();

	/** Set from the beginning of a drain until somebody has waited for its end. */
	private volatile @Nullable Long drainingSince;

	/** Loans that were waited for in vain, which are not waited for again. */
	private volatile Set<LoanReference> waitedFor = Set.of();

	Departure(PoolSettings settings, SlotTable<T> slots, Loans<T> loans, Sizing<T> sizing, Dismissal<T> dismissal,
			IdleSweep<T> sweep, Refiller<T> refiller) {
		this.pool = settings.name();
		this.gracePeriod = TimeUnit.NANOSECONDS.convert(settings.shutdownGracePeriod());
		this.slots = slots;
		this.loans = loans;
		this.sizing = sizing;
		this.dismissal = dismissal;
		this.sweep = sweep;
		this.refiller = refiller;
	}

	/**
	 * Keep nothing ready, and let the grace period begin.
	 */
	void beginDrain() {
		if (this.drainingSince == null) {
			this.drainingSince = System.nanoTime();
		}
		this.sizing.rest(true);
		this.sweep.retireAll();
	}

	/**
	 * Keep objects ready again.
	 */
	void endDrain() {
		this.drainingSince = null;
		this.sizing.rest(false);
	}

	/**
	 * Begin to drain, and wait for loans.
	 */
	void drain() {
		beginDrain();
		boolean complete = await(sinceOrNow(this.drainingSince), this::freeAndCount);
		sayWhatIsBeingMade("drained");
		if (complete || !Thread.currentThread().isInterrupted()) {
			this.waitedFor = complete ? Set.of() : this.loans.out();
			this.drainingSince = null;
		}
	}

	/**
	 * Close the queues, and wait for loans.
	 */
	void close() {
		this.closingSince.compareAndSet(null, sinceOrNow(this.drainingSince));
		boolean first = this.sizing.close();
		boolean complete = await(Objects.requireNonNull(this.closingSince.get()), this.dismissal::left);
		if (first) {
			if (!complete) {
				this.loans.warnIfAnyIsOut();
			}
			sayWhatIsBeingMade("closed");
		}
	}

	private int freeAndCount() {
		// What was being replaced when the draining began is of the new generation
		this.sweep.retireAll();
		this.refiller.freeRetiring();
		return this.slots.live();
	}

	/**
	 * Wait for loans, and say so after a while. What the background makes is waited for
	 * until then only.
	 */
	private boolean await(long since, IntSupplier left) {
		IntSupplier others = () -> exempt() + this.loans.countOfUnborrowed();
		if (await(rest(PATIENCE, since), left, this::exempt) || await(0, left, others)) {
			return true;
		}
		long rest = rest(this.gracePeriod, since);
		if (rest <= 0 || Thread.currentThread().isInterrupted()) {
			return false;
		}
		this.loans.tellWhatIsWaitedFor();
		return await(rest, left, others);
	}

	private boolean await(long nanos, IntSupplier left, IntSupplier exempt) {
		long start = System.nanoTime();
		while (left.getAsInt() > exempt.getAsInt()) {
			if (System.nanoTime() - start >= nanos || Thread.currentThread().isInterrupted()) {
				return false;
			}
			LockSupport.parkNanos(this, TURN);
		}
		return true;
	}

	private int exempt() {
		return this.loans.countOf(Thread.currentThread(), this.waitedFor);
	}

	private long rest(long period, long since) {
		return Math.min(period, this.gracePeriod) - (System.nanoTime() - since);
	}

	private static long sinceOrNow(@Nullable Long since) {
		return (since != null) ? since : System.nanoTime();
	}

	private void sayWhatIsBeingMade(String what) {
		int count = this.loans.countOfUnborrowed();
		if (count > 0) {
			logger.info("{} - {} while {} being made in the background, which takes long; each is freed"
					+ " when that ends", this.pool, what, Wording.are(count, "instance"));
		}
	}

}
