package io.github.wasmpool.runtime;

import java.util.ArrayList;
import java.util.List;

import io.github.wasmpool.pool.SlotQuota;
import io.github.wasmpool.wasmtime.Footprint;
import io.github.wasmpool.wasmtime.InstanceBudget;

/**
 * What the instances of a pool take of the budget of the process. While generations live
 * beside each other, each slot may hold an instance of any of them, so it takes as much
 * as the largest.
 *
 * <p>
 * Thread-safe.
 */
final class BudgetShare implements SlotQuota {

	private final List<Footprint> generations = new ArrayList<>();

	private Footprint each;

	private long slots;

	/**
	 * Create a share, and take nothing.
	 * @param first what an instance of the first generation takes
	 */
	BudgetShare(Footprint first) {
		this.generations.add(first);
		this.each = first;
	}

	@Override
	public synchronized boolean take(int slots) {
		if (!InstanceBudget.OF_JVM.take(this.each, slots)) {
			return false;
		}
		this.slots += slots;
		return true;
	}

	@Override
	public synchronized void give(int slots) {
		InstanceBudget.OF_JVM.give(this.each, slots);
		this.slots -= slots;
	}

	@Override
	public synchronized String explain(int slots) {
		return InstanceBudget.OF_JVM.explain(this.each, slots);
	}

	/**
	 * Have room for one more generation in all slots.
	 * @param next what an instance of it takes
	 * @return whether there is room; nothing has changed otherwise
	 */
	synchronized boolean admit(Footprint next) {
		if (!exchange(this.each.max(next))) {
			return false;
		}
		this.generations.add(next);
		return true;
	}

	/**
	 * Say why one more generation was not admitted.
	 * @param next what an instance of it takes
	 * @return a sentence
	 */
	synchronized String explain(Footprint next) {
		return InstanceBudget.OF_JVM.explain(this.each.max(next), this.slots);
	}

	/**
	 * Have a generation less, of which no instance is left.
	 * @param past what an instance of it took
	 */
	synchronized void leave(Footprint past) {
		this.generations.remove(past);
		exchange(this.generations.stream().reduce(Footprint::max).orElse(this.each));
	}

	private boolean exchange(Footprint other) {
		if (!InstanceBudget.OF_JVM.exchange(this.each, other, this.slots)) {
			return false;
		}
		this.each = other;
		return true;
	}

}
