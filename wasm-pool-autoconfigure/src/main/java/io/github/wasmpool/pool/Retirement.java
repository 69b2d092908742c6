package io.github.wasmpool.pool;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import io.github.wasmpool.RetirementReason;
import org.jspecify.annotations.Nullable;

/**
 * Decides when an object that is in order is not lent again: it is of an old generation,
 * was made before a refresh, comes back to a pool that is drained, was lent often enough,
 * has lived long enough, or was idle too long.
 *
 * <p>
 * The lives of objects differ at random, by up to a tenth, so that what was made together
 * does not end together. The clock is read only where a setting needs it.
 */
final class Retirement {

	private static final int JITTER_DIVISOR = 10;

	private final int maxUses;

	private final long lifetime;

	private final long idleTimeout;

	private final Generations<?> generations;

	private final BooleanSupplier resting;

	/** What was made between two refreshes is of one batch. */
	private final AtomicInteger batch = new AtomicInteger();

	/**
	 * Create what decides.
	 * @param limits what the settings say
	 * @param generations which generation is the present one
	 * @param resting whether the pool keeps nothing ready
	 */
	Retirement(ReuseLimits limits, Generations<?> generations, BooleanSupplier resting) {
		this.generations = generations;
		this.resting = resting;
		@Nullable Integer maxUses = limits.maxUses();
		this.maxUses = (maxUses != null) ? maxUses : Integer.MAX_VALUE;
		this.lifetime = (limits.maxLifetime() != null) ? TimeUnit.NANOSECONDS.convert(limits.maxLifetime())
				: Long.MAX_VALUE;
		this.idleTimeout = (limits.idleTimeout() != null) ? TimeUnit.NANOSECONDS.convert(limits.idleTimeout())
				: Long.MAX_VALUE;
	}

	int batch() {
		return this.batch.get();
	}

	/**
	 * Let all objects that were made so far, or are being made, be old.
	 */
	void nextBatch() {
		this.batch.incrementAndGet();
	}

	/**
	 * Note the birth of an object.
	 * @param slot a slot in hand
	 * @param batch the batch when its making began
	 */
	void born(Slot<?> slot, int batch) {
		long now = System.nanoTime();
		long life = this.lifetime - ThreadLocalRandom.current().nextLong(this.lifetime / JITTER_DIVISOR + 1);
		slot.born(batch, now + life);
		slot.idleSince(now);
	}

	/**
	 * Decide whether an object is to be lent, to who wants one of the present generation.
	 * @param slot a slot in hand, or any for a guess
	 * @return why its object is to be replaced, or {@code null} if it is not
	 */
	@Nullable RetirementReason due(Slot<?> slot) {
		return due(slot, this.generations.present());
	}

	/**
	 * Decide whether an object is to be lent.
	 * @param slot a slot in hand, or any for a guess
	 * @param wanted the generation it is to be of
	 * @return why its object is to be replaced, or {@code null} if it is not
	 */
	@Nullable RetirementReason due(Slot<?> slot, Generation<?> wanted) {
		if (!slot.holdsOneOf(wanted)) {
			return RetirementReason.GENERATION;
		}
		if (slot.batch() != this.batch.get()) {
			return RetirementReason.REFRESH;
		}
		return isExpired(slot) ? RetirementReason.MAX_LIFETIME : null;
	}

	/**
	 * Decide when a loan ends, which is counted.
	 * @param slot a slot in hand
	 * @return why its object is to be retired, or {@code null} if it is not
	 */
	@Nullable RetirementReason dueAfterUse(Slot<?> slot) {
		if (slot.use() >= this.maxUses) {
			return RetirementReason.MAX_USES;
		}
		return dueWhenIdle(slot);
	}

	/**
	 * Decide whether an object is to be kept ready.
	 * @param slot a slot in hand
	 * @return why its object is to be retired, or {@code null} if it is not
	 */
	@Nullable RetirementReason dueWhenIdle(Slot<?> slot) {
		RetirementReason due = due(slot);
		return (due == null && this.resting.getAsBoolean()) ? RetirementReason.REFRESH : due;
	}

	/**
	 * Note that an object becomes idle.
	 * @param slot a slot in hand
	 */
	void rests(Slot<?> slot) {
		if (this.idleTimeout != Long.MAX_VALUE) {
			slot.idleSince(System.nanoTime());
		}
	}

	/**
	 * Decide whether an idle object is one too many, if there are more than are to be
	 * kept ready.
	 * @param slot a slot in hand, or any for a guess
	 * @return whether it was idle too long
	 */
	boolean isIdleTooLong(Slot<?> slot) {
		return this.idleTimeout != Long.MAX_VALUE && System.nanoTime() - slot.idleSince() >= this.idleTimeout;
	}

	private boolean isExpired(Slot<?> slot) {
		return this.lifetime != Long.MAX_VALUE && System.nanoTime() - slot.expiry() >= 0;
	}

}
