package io.github.wasmpool.wasmtime;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import io.github.wasmpool.WasmEngineStats;
import io.github.wasmpool.type.Wording;

/**
 * Counts what the instances and the code of this JVM may take of its address space, of
 * which an x86_64 process has 128 TiB, and of the mappings a Linux process may have
 * ({@code vm.max_map_count}); past either, the engine fails or ends the JVM.
 *
 * <p>
 * Thread-safe.
 */
public final class InstanceBudget {

	/**
	 * What all of this JVM draws on, whatever the number of runtimes.
	 */
	public static final InstanceBudget OF_JVM = new InstanceBudget(125L << 40, mappings(maxMapCount()));

	/**
	 * What the JVM itself needs: some hundreds were counted, threads and heap grow.
	 */
	private static final int MAPPINGS_OF_JVM = 8192;

	private static final int LEAST_MAPPINGS = 64;

	private final long addressSpace;

	private final long mappings;

	private long takenAddressSpace;

	private long takenMappings;

	/**
	 * Create a budget.
	 * @param addressSpace the bytes of address space there are
	 * @param mappings the mappings there are
	 */
	InstanceBudget(long addressSpace, long mappings) {
		this.addressSpace = addressSpace;
		this.mappings = mappings;
	}

	/**
	 * Take what instances need.
	 * @param each what each of them takes
	 * @param instances how many
	 * @return whether there is room; nothing is taken otherwise
	 */
	public synchronized boolean take(Footprint each, long instances) {
		if (instances > fit(each)) {
			return false;
		}
		this.takenAddressSpace += each.addressSpace() * instances;
		this.takenMappings += each.mappings() * instances;
		return true;
	}

	/**
	 * Give back what was taken.
	 * @param each what each of them took
	 * @param instances how many
	 */
	public synchronized void give(Footprint each, long instances) {
		this.takenAddressSpace -= each.addressSpace() * instances;
		this.takenMappings -= each.mappings() * instances;
	}

	/**
	 * Take what other instances need in place of what was taken.
	 * @param before what each of them took
	 * @param after what each of them takes from now on
	 * @param instances how many
	 * @return whether there is room; nothing has changed otherwise
	 */
	public synchronized boolean exchange(Footprint before, Footprint after, long instances) {
		give(before, instances);
		boolean taken = take(after, instances);
		if (!taken) {
			this.takenAddressSpace += before.addressSpace() * instances;
			this.takenMappings += before.mappings() * instances;
		}
		return taken;
	}

	/**
	 * Return how many more instances fit.
	 * @param each what each of them takes
	 * @return the number, 0 or more
	 */
	synchronized long fit(Footprint each) {
		return Math.max(0, Math.min((this.addressSpace - this.takenAddressSpace) / each.addressSpace(),
				(this.mappings - this.takenMappings) / each.mappings()));
	}

	/**
	 * Say why there is no room.
	 * @param each what each of them takes
	 * @param instances how many were asked for
	 * @return a sentence
	 */
	public synchronized String explain(Footprint each, long instances) {
		boolean mappingsAreScarce = (this.mappings - this.takenMappings)
				/ each.mappings() < (this.addressSpace - this.takenAddressSpace) / each.addressSpace();
		return String.format(Locale.ROOT,
				"%s not fit into this process, %,d do: each takes %s of address space and %s %s;"
						+ " of %s and %,d there are, %s; %s",
				Wording.count(instances, "more instance") + ((instances != 1) ? " do" : " does"), fit(each),
				size(each.addressSpace()), Wording.count(each.mappings(), "mapping"), need(each),
				size(this.addressSpace), this.mappings, taken(),
				mappingsAreScarce ? "raise the system's 'vm.max_map_count' with sysctl"
						: "set 'wasm.engine.memory-reservation' to what the memories grow to");
	}

	private String taken() {
		return (this.takenMappings == 0) ? "none of it is taken yet"
				: size(this.takenAddressSpace) + String.format(Locale.ROOT, " and %,d are taken", this.takenMappings);
	}

	private static String need(Footprint each) {
		boolean threads = each.threads() > 0;
		if (each.memories() == 1) {
			return threads ? "for its thread and the memory of its bridge" : "for the memory of its bridge";
		}
		return (threads ? "for its thread, its memory" : "for its memory") + " and that of its bridge";
	}

	/**
	 * Return what is taken of the mappings.
	 */
	public synchronized WasmEngineStats stats() {
		return new WasmEngineStats(this.takenMappings, this.mappings);
	}

	/**
	 * Say what is taken.
	 */
	@Override
	public synchronized String toString() {
		return size(this.takenAddressSpace) + " of address space and " + Wording.count(this.takenMappings, "mapping")
				+ " are taken";
	}

	private static String size(long bytes) {
		if (bytes >= 10L << 40) {
			return String.format(Locale.ROOT, "%,d TiB", bytes >> 40);
		}
		return (bytes >= 10L << 30) ? String.format(Locale.ROOT, "%,d GiB", bytes >> 30)
				: String.format(Locale.ROOT, "%,d KiB", bytes >> 10);
	}

	/**
	 * Return the mappings that are left for instances.
	 * @param maxMapCount what the system allows the process
	 * @return the number
	 */
	static long mappings(long maxMapCount) {
		return Math.max(LEAST_MAPPINGS, maxMapCount - MAPPINGS_OF_JVM);
	}

	private static long maxMapCount() {
		// The kernel gives the whole number to the first read and nothing to a second one
		try (BufferedReader reader = Files.newBufferedReader(Path.of("/proc/sys/vm/max_map_count"))) {
			return Long.parseLong(String.valueOf(reader.readLine()).trim());
		}
		catch (IOException | NumberFormatException ex) {
			return Integer.MAX_VALUE;
		}
	}

}
