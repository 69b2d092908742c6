package io.github.wasmpool.runtime;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * What all pools of a runtime together may hold: instances, and memory that these can
 * grow to.
 *
 * <p>
 * Thread-safe.
 */
final class PoolBudget {

	private final long maxInstances;

	private final long maxMemory;

	/** By the share of each pool, as two pools may have one name for a moment. */
	private final Map<BudgetShare, Holding> holdings = new LinkedHashMap<>();

	/**
	 * Create a budget.
	 * @param maxInstances the most instances, or {@code null} for any number
	 * @param maxMemory the most bytes, or {@code null} for any number
	 */
	PoolBudget(@Nullable Integer maxInstances, @Nullable Long maxMemory) {
		this.maxInstances = (maxInstances != null) ? maxInstances : Long.MAX_VALUE;
		this.maxMemory = (maxMemory != null) ? maxMemory : Long.MAX_VALUE;
	}

	/**
	 * Change what a pool holds. Holding less is always possible.
	 * @param pool the share of the pool
	 * @param instances how many it holds from now on
	 * @param memory the bytes these can grow to
	 * @return why there is no room, and nothing has changed; {@code null} if there is
	 */
	synchronized @Nullable String hold(BudgetShare pool, long instances, long memory) {
		Holding before = this.holdings.getOrDefault(pool, Holding.NOTHING);
		boolean less = instances <= before.instances() && memory <= before.memory();
		String refusal = less ? null : refusal(pool, instances, memory);
		if (refusal != null) {
			return refusal;
		}
		if (instances == 0) {
			this.holdings.remove(pool);
		}
		else {
			this.holdings.put(pool, new Holding(instances, memory));
		}
		return null;
	}

	private @Nullable String refusal(BudgetShare pool, long instances, long memory) {
		Holding others = this.holdings.entrySet()
			.stream()
			.filter((each) -> each.getKey() != pool)
			.map(Map.Entry::getValue)
			.reduce(Holding.NOTHING, Holding::plus);
		if (instances > this.maxInstances - others.instances()) {
			return String.format(Locale.ROOT,
					"%s would be too many, 'wasm.engine.max-instances' allows %,d over all pools, %s",
					Wording.count(instances, "instance"), this.maxInstances, holders(pool, false));
		}
		if (memory > this.maxMemory - others.memory()) {
			return String.format(Locale.ROOT,
					"memories that can grow to %s would be too much, 'wasm.engine.max-memory' allows %s over all pools, %s",
					size(memory), size(this.maxMemory), holders(pool, true));
		}
		return null;
	}

	private String holders(BudgetShare asking, boolean memory) {
		List<String> holders = new ArrayList<>();
		this.holdings.entrySet()
			.stream()
			.filter((each) -> each.getKey() != asking)
			.sorted(Comparator
				.comparing((Map.Entry<BudgetShare, Holding> each) -> memory ? each.getValue().memory()
						: each.getValue().instances())
				.reversed())
			.forEach((each) -> holders
				.add("'" + Wording.name(each.getKey().pool()) + "' " + (memory ? size(each.getValue().memory())
						: String.format(Locale.ROOT, "%,d", each.getValue().instances()))));
		return holders.isEmpty() ? "and no other pool holds any"
				: "of which others hold " + Wording.list(holders, ", ");
	}

	private static String size(long bytes) {
		return (bytes < 10L << 20) ? String.format(Locale.ROOT, "%,d KiB", bytes >> 10)
				: String.format(Locale.ROOT, "%,d MiB", bytes >> 20);
	}

	private record Holding(long instances, long memory) {

		private static final Holding NOTHING = new Holding(0, 0);

		Holding plus(Holding other) {
			return new Holding(this.instances + other.instances, this.memory + other.memory);
		}

	}

}
