package io.github.wasmpool.pool;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import io.github.wasmpool.RetirementReason;

/**
 * Counts what happens to the objects of a pool. What happens in each loan is counted by
 * the {@link Slot} itself, where no two threads meet.
 */
final class Tally {

	private final LongAdder created = new LongAdder();

	private final LongAdder exhausted = new LongAdder();

	private final Map<RetirementReason, LongAdder> retired = new ConcurrentHashMap<>();

	void created() {
		this.created.increment();
	}

	void exhausted() {
		this.exhausted.increment();
	}

	void retired(RetirementReason reason) {
		this.retired.computeIfAbsent(reason, (first) -> new LongAdder()).increment();
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
		this.retired.forEach((reason, count) -> retired.put(reason, count.sum()));
		return new PoolCounts(acquired, this.exhausted.sum(), this.created.sum(), reused, retired);
	}

}
