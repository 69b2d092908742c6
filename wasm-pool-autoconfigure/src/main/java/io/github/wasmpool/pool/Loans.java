package io.github.wasmpool.pool;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loans that are out: who has them, which are held too long, and which were forgotten
 * by their borrowers.
 *
 * @param <T> the type of what is pooled
 */
final class Loans<T> {

	private static final Logger logger = LoggerFactory.getLogger(Loans.class);

	private final String pool;

	private final SlotTable<T> slots;

	private final @Nullable Duration threshold;

	private final ReferenceQueue<Object> unreachable = new ReferenceQueue<>();

	private final Queue<Reference<?>> found = new ConcurrentLinkedQueue<>();

	private final Set<KeptGeneration> kept = ConcurrentHashMap.newKeySet();

	/**
	 * Create a view of the loans of a pool.
	 * @param pool the name of the pool
	 * @param slots its slots
	 * @param threshold after what time a loan is overdue, or {@code null} for never; the
	 * stacks of borrowers are known only with a threshold
	 */
	Loans(String pool, SlotTable<T> slots, @Nullable Duration threshold) {
		this.pool = pool;
		this.slots = slots;
		this.threshold = threshold;
	}

	/**
	 * Watch a loan until it ends.
	 * @param slot a slot that the calling thread acquired
	 * @param holder what is reachable as long as the borrower can use the loan
	 */
	void watch(Slot<T> slot, Object holder) {
		BorrowerStack stack = (this.threshold != null) ? new BorrowerStack(Thread.currentThread()) : null;
		slot.watch(new LoanReference(slot, holder, this.unreachable, stack));
	}

	/**
	 * Keep a generation from ending.
	 * @param generation a generation that the caller retained
	 * @param holder who needs it, and keeps it no longer than it is reachable
	 * @return lets it end; idempotent
	 */
	Runnable keep(Generation<T> generation, Object holder) {
		KeptGeneration keeping = new KeptGeneration(generation, holder, this.unreachable);
		this.kept.add(keeping);
		return () -> letGo(keeping);
	}

	/**
	 * Keep no generation from ending any more, whoever needs it.
	 */
	void letGoOfAll() {
		this.kept.forEach(this::letGo);
	}

	private void letGo(KeptGeneration keeping) {
		if (this.kept.remove(keeping)) {
			keeping.generation().release();
		}
	}

	/**
	 * Look for holders that became unreachable. Costs next to nothing if there are none.
	 * @return whether {@link #recover(Consumer)} has something to look at
	 */
	boolean hasUnreachable() {
		Reference<?> reference = this.unreachable.poll();
		while (reference != null) {
			this.found.add(reference);
			reference = this.unreachable.poll();
		}
		return !this.found.isEmpty();
	}

	/**
	 * End the loans that their borrowers forgot, each with a warning.
	 * @param end gets each slot whose loan is to be ended
	 */
	void recover(Consumer<Slot<T>> end) {
		Reference<?> reference = hasUnreachable() ? this.found.poll() : null;
		while (reference != null) {
			if (reference instanceof KeptGeneration keeping) {
				letGo(keeping);
			}
			else {
				recover((LoanReference) reference, end);
			}
			reference = this.found.poll();
		}
	}

	private void recover(LoanReference reference, Consumer<Slot<T>> end) {
		Slot<T> slot = this.slots.get(reference.slot().index());
		// Whoever ends a loan keeps the holder reachable until the slot has forgotten
		// this reference, so if it has not, nobody will
		if (slot.loan() == reference) {
			logger.warn(
					"{} - an instance acquired by thread '{}' was never returned; its borrower lost it, so it is"
							+ " retired. Close each instance, or use 'withInstance'{}",
					this.pool, nameOf(slot.borrower()), hint(), reference.stack());
			end.accept(slot);
		}
	}

	/**
	 * Whether there are loans to be warned of. May err.
	 * @return whether {@link #warnOfOverdue()} has something to look at
	 */
	boolean hasOverdue() {
		return this.threshold != null && !overdue(this.threshold).isEmpty();
	}

	/**
	 * Warn of each loan that is out for longer than the threshold, once. One thread calls
	 * this at a time.
	 */
	void warnOfOverdue() {
		Duration threshold = this.threshold;
		if (threshold != null) {
			for (LoanReference loan : overdue(threshold)) {
				loan.reported();
				logger.warn("{} - an instance is on loan for longer than {} ms ('leak-detection-threshold')", this.pool,
						threshold.toMillis(), loan.stack());
			}
		}
	}

	/**
	 * Count what a thread has in hand, and some other loans.
	 * @param thread the calling thread
	 * @param others loans that are counted as long as they are out
	 * @return how many slots it acquired, or is about to, and how many of the others are
	 * out
	 */
	int countOf(Thread thread, Set<LoanReference> others) {
		int count = 0;
		for (Slot<T> slot : this.slots.all()) {
			SlotState state = slot.state();
			LoanReference loan = slot.loan();
			if (((state == SlotState.ACTIVE || state == SlotState.CREATING) && slot.isOf(thread))
					|| (state == SlotState.ACTIVE && loan != null && others.contains(loan))) {
				count++;
			}
		}
		return count;
	}

	/**
	 * Return the loans that are out now.
	 * @return those that are watched
	 */
	Set<LoanReference> out() {
		Set<LoanReference> out = new LinkedHashSet<>();
		for (Slot<T> slot : this.slots.all()) {
			LoanReference loan = slot.loan();
			if (slot.is(SlotState.ACTIVE) && loan != null) {
				out.add(loan);
			}
		}
		return out;
	}

	/**
	 * Say that somebody waits for loans, and for whose.
	 */
	void tellWhatIsWaitedFor() {
		logger.info("{} - waiting for instances to be returned ('shutdown-grace-period'){}", this.pool,
				acquiredBy(Thread.currentThread()));
	}

	/**
	 * Count the objects that are being made for nobody.
	 * @return how many slots the background has in hand to make one
	 */
	int countOfUnborrowed() {
		// In this order: a borrower is noted before the state
		return (int) Stream.of(this.slots.all())
			.filter((slot) -> slot.is(SlotState.CREATING) && slot.borrower() == null)
			.count();
	}

	/**
	 * Warn of what is still on loan after the pool was closed, if anything is.
	 */
	void warnIfAnyIsOut() {
		long count = Stream.of(this.slots.all()).filter(Loans::isBorrowed).count();
		if (count == 0) {
			return;
		}
		Throwable stacks = null;
		for (LoanReference loan : out()) {
			if (loan.stack() != null) {
				stacks = (stacks != null) ? stacks : new StillOnLoan();
				stacks.addSuppressed(loan.stack());
			}
		}
		logger.warn("{} - closed while {} in use{}; each is freed when it is returned", this.pool,
				Wording.are(count, "instance"), acquiredBy(null), stacks);
	}

	private static boolean isBorrowed(Slot<?> slot) {
		SlotState state = slot.state();
		return state == SlotState.ACTIVE || (state == SlotState.CREATING && slot.borrower() != null);
	}

	private String acquiredBy(@Nullable Thread exempt) {
		List<String> threads = new ArrayList<>();
		for (Slot<T> slot : this.slots.all()) {
			Thread borrower = slot.borrower();
			if (slot.is(SlotState.ACTIVE) && borrower != null && borrower != exempt) {
				threads.add("'" + borrower.getName() + "'");
			}
		}
		return threads.isEmpty() ? "" : ", acquired by " + String.join(", ", threads);
	}

	private List<LoanReference> overdue(Duration threshold) {
		long nanos = TimeUnit.NANOSECONDS.convert(threshold);
		List<LoanReference> overdue = new ArrayList<>();
		for (LoanReference loan : out()) {
			if (!loan.isReported() && loan.stack() != null && loan.stack().age() >= nanos) {
				overdue.add(loan);
			}
		}
		return overdue;
	}

	private String hint() {
		return (this.threshold != null) ? "" : " (set 'leak-detection-threshold' to see where it was acquired)";
	}

	private static String nameOf(@Nullable Thread thread) {
		return (thread != null) ? thread.getName() : "?";
	}

	/**
	 * Bears the stacks of several borrowers.
	 */
	private static final class StillOnLoan extends Throwable {

		private static final long serialVersionUID = 1L;

		StillOnLoan() {
			super("still on loan", null, true, false);
		}

	}

}
