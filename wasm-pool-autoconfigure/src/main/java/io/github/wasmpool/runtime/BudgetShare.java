package io.github.wasmpool.runtime;

import java.util.ArrayList;
import java.util.List;

import io.github.wasmpool.pool.SlotQuota;
import io.github.wasmpool.wasmtime.InstanceBudget;
import org.jspecify.annotations.Nullable;

/**
 * What the instances of a pool take of the budgets of the process and of the runtime.
 * While generations live beside each other, each slot may hold an instance of any of
 * them, so it takes as much as the largest.
 *
 * <p>
 * Thread-safe.
 */
final class BudgetShare implements SlotQuota {

	private final String pool;

	private final PoolBudget runtime;

	private final List<Need> generations = new ArrayList<>();

	private Need each;

	private long slots;

	/**
	 * Create a share, and take nothing.
	 * @param pool the name of the pool
	 * @param runtime what all pools of the runtime draw on
	 * @param first what an instance of the first generation needs
	 */
	BudgetShare(String pool, PoolBudget runtime, Need first) {
		this.pool = pool;
		this.runtime = runtime;
		this.generations.add(first);
		this.each = first;
	}

	String pool() {
		return this.pool;
	}

	@Override
	public synchronized @Nullable String take(int slots) {
		long after = this.slots + slots;
		String refusal = hold(this.each, after);
		if (refusal == null && !InstanceBudget.OF_JVM.take(this.each.footprint(), slots)) {
			refusal = InstanceBudget.OF_JVM.explain(this.each.footprint(), slots);
			hold(this.each, this.slots);
		}
		if (refusal == null) {
			this.slots = after;
		}
		return refusal;
	}

	@Override
	public synchronized void give(int slots) {
		InstanceBudget.OF_JVM.give(this.each.footprint(), slots);
		this.slots -= slots;
		hold(this.each, this.slots);
	}

	/**
	 * Have room for one more generation in all slots.
	 * @param next what an instance of it needs
	 * @return why there is no room, and nothing has changed; {@code null} if there is
	 */
	synchronized @Nullable String admit(Need next) {
		String refusal = exchange(this.each.max(next));
		if (refusal == null) {
			this.generations.add(next);
		}
		return refusal;
	}

	/**
	 * Have a generation less, of which no instance is left.
	 * @param past what an instance of it needed
	 */
	synchronized void leave(Need past) {
		this.generations.remove(past);
		exchange(this.generations.stream().reduce(Need::max).orElse(this.each));
	}

	private @Nullable String exchange(Need other) {
		String refusal = hold(other, this.slots);
		if (refusal == null && !InstanceBudget.OF_JVM.exchange(this.each.footprint(), other.footprint(), this.slots)) {
			refusal = InstanceBudget.OF_JVM.explain(other.footprint(), this.slots);
			hold(this.each, this.slots);
		}
		if (refusal == null) {
			this.each = other;
		}
		return refusal;
	}

	private @Nullable String hold(Need each, long slots) {
		return this.runtime.hold(this, slots, each.memoryOf(slots));
	}

}
