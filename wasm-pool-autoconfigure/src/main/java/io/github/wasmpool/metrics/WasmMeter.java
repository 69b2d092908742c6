package io.github.wasmpool.metrics;

import io.micrometer.core.instrument.Meter;
import org.jspecify.annotations.Nullable;

/**
 * The meters there are, which say themselves what they mean. Those of pools have the tag
 * {@code pool}, and disappear when their pool is closed.
 */
public enum WasmMeter {

	INSTANCES("wasm.pool.instances", Meter.Type.GAUGE, null,
			"Instances that hold native memory: idle, on loan, being made or being freed"),

	INSTANCES_ACTIVE("wasm.pool.instances.active", Meter.Type.GAUGE, null, "Instances on loan"),

	INSTANCES_IDLE("wasm.pool.instances.idle", Meter.Type.GAUGE, null, "Instances ready to be lent"),

	INSTANCES_PENDING("wasm.pool.instances.pending", Meter.Type.GAUGE, null, "Borrowers that wait for an instance"),

	INSTANCES_MAX("wasm.pool.instances.max", Meter.Type.GAUGE, null, "The most instances that live at once"),

	INSTANCES_MIN("wasm.pool.instances.min", Meter.Type.GAUGE, null, "Instances that are kept ready"),

	MEMORY("wasm.pool.memory", Meter.Type.GAUGE, "bytes",
			"Linear memory of the instances that live, as it was when each was made or returned last"),

	ACQUIRE("wasm.pool.acquire", Meter.Type.TIMER, null, "How long borrowers waited for their instance"),

	USAGE("wasm.pool.usage", Meter.Type.TIMER, null, "How long instances were on loan"),

	CREATION("wasm.pool.creation", Meter.Type.TIMER, null, "How long it took to make instances"),

	CALL("wasm.pool.call", Meter.Type.TIMER, null, "How long calls of the guest took, by how they ended"),

	TIMEOUT("wasm.pool.timeout", Meter.Type.COUNTER, null,
			"Borrowers that were refused because no instance was available"),

	RESTORED("wasm.pool.restored", Meter.Type.COUNTER, null, "Instances that were put back in place after a loan"),

	RETIRED("wasm.pool.retired", Meter.Type.COUNTER, null, "Instances that were not lent again, by reason"),

	HOST_CALLS("wasm.pool.host.calls", Meter.Type.COUNTER, null, "Calls of host functions by guests"),

	COMPILATION("wasm.engine.compilation", Meter.Type.TIMER, null,
			"How long it took to compile modules, or to take them from the compilation cache"),

	MAPPINGS("wasm.engine.mappings", Meter.Type.GAUGE, null,
			"Memory mappings that are set aside for instances and modules"),

	MAPPINGS_MAX("wasm.engine.mappings.max", Meter.Type.GAUGE, null,
			"Memory mappings there are for instances and modules"),

	CLUSTER_PARTS("wasm.cluster.parts", Meter.Type.COUNTER, null,
			"Parts of the operations that began here, by the place where they were done"),

	CLUSTER_PARTS_LOST("wasm.cluster.parts.lost", Meter.Type.COUNTER, null,
			"Parts of the operations that began here whose member left, or gave no answer");

	private final String meterName;

	private final Meter.Type type;

	private final @Nullable String unit;

	private final String description;

	WasmMeter(String meterName, Meter.Type type, @Nullable String unit, String description) {
		this.meterName = meterName;
		this.type = type;
		this.unit = unit;
		this.description = description;
	}

	/**
	 * Return the name.
	 * @return for example {@code wasm.pool.acquire}
	 */
	public String meterName() {
		return this.meterName;
	}

	/**
	 * Return the kind.
	 * @return gauge, timer or counter
	 */
	public Meter.Type type() {
		return this.type;
	}

	/**
	 * Return what is measured or counted.
	 * @return the base unit, or {@code null} for what is just counted and for timers,
	 * whose unit is the registry's
	 */
	public @Nullable String unit() {
		return this.unit;
	}

	/**
	 * Return what it means.
	 * @return some words
	 */
	public String description() {
		return this.description;
	}

	/**
	 * Whether there is one for each pool.
	 * @return whether it has the tag {@code pool}
	 */
	public boolean isOfPool() {
		return this.meterName.startsWith("wasm.pool.");
	}

}
