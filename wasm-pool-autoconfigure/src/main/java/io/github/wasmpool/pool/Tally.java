package io.github.wasmpool.pool;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

import io.github.wasmpool.RetirementReason;

/**
 * Counts what happens to the objects of a pool. What happens in each loan is counted by
 * the {@link Slot} itself, where no two threads meet.
 */
final class Tally {

	private final LongAdder created = new LongAdder();

	private final LongAdder exhausted = new LongAdder();

	/** By the ordinal of the reason. */
	private final LongAdder[] retired = Stream.generate(LongAdder::new)
		.limit(RetirementReason.values().length)
		.toArray(LongAdder[]::new);

	void created() {
		this.created.increment();
	}

	void exhausted() {
		this.exhausted.increment();
	}

	void retired(RetirementReason reason) {
		this.retired[reason.ordinal()].increment();
	}

	/**
	 * Add everything up.
	 * @param slots all slots there ever were
	 * @return the numbers
	 */
	PoolCounts counts(Slot<?>[] slots) {
		long acquired = 0;
		long reused = 0;
		for (Slot<?> slot : slots) {
			acquired += slot.loans();
			reused += slot.reuses();
		}
		Map<RetirementReason, Long> retired = new EnumMap<>(RetirementReason.class);
		for (RetirementReason reason : RetirementReason.values()) {
			retired.put(reason, this.retired[reason.ordinal()].sum());
		}
		return new PoolCounts(acquired, this.exhausted.sum(), this.created.sum(), reused, retired);
	}

}
