package io.github.wasmpool.runtime;

import io.github.wasmpool.pool.SlotQuota;
import io.github.wasmpool.wasmtime.Footprint;
import io.github.wasmpool.wasmtime.InstanceBudget;

/**
 * What the instances of a pool take of the budget of the process.
 *
 * @param each what an instance takes
 */
record BudgetShare(Footprint each) implements SlotQuota {

	@Override
	public boolean take(int slots) {
		return InstanceBudget.OF_JVM.take(this.each, slots);
	}

	@Override
	public void give(int slots) {
		InstanceBudget.OF_JVM.give(this.each, slots);
	}

	@Override
	public String explain(int slots) {
		return InstanceBudget.OF_JVM.explain(this.each, slots);
	}

}
