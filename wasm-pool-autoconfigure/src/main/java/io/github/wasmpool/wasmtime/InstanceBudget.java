package io.github.wasmpool.wasmtime;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the memories that this JVM may hold at once: each instance has one for the
 * bridge, and most have one of their own. Each reserves 8 GiB of address space, of which
 * an x86_64 process has 128 TiB, and takes a few of the mappings a Linux process may have
 * ({@code vm.max_map_count}); past either, the engine fails or ends the JVM.
 *
 * <p>
 * Thread-safe.
 */
public final class InstanceBudget {

	/**
	 * What all of this JVM draws on, whatever the number of runtimes.
	 */
	public static final InstanceBudget OF_JVM = new InstanceBudget(limit(maxMapCount()));

	/**
	 * The mappings of a memory: two were counted for one of a bridge, three for one with
	 * data.
	 */
	private static final int MAPPINGS = 3;

	/**
	 * What the JVM itself needs: some hundreds were counted, threads and heap grow.
	 */
	private static final int MAPPINGS_OF_JVM = 8192;

	private static final long MEMORIES_IN_ADDRESS_SPACE = 16_000;

	private final AtomicLong taken = new AtomicLong();

	private final long limit;

	InstanceBudget(long limit) {
		this.limit = limit;
	}

	/**
	 * Take a share.
	 * @param memories how many memories
	 * @return whether there is room; nothing is taken otherwise
	 */
	public boolean take(long memories) {
		long before = this.taken.get();
		while (before + memories <= this.limit) {
			if (this.taken.compareAndSet(before, before + memories)) {
				return true;
			}
			before = this.taken.get();
		}
		return false;
	}

	/**
	 * Give a share back.
	 * @param memories as many as were taken
	 */
	public void give(long memories) {
		this.taken.addAndGet(-memories);
	}

	/**
	 * Say why there is no room.
	 * @param instances how many were asked for
	 * @param each the memories of each
	 * @return a sentence
	 */
	public String explain(long instances, int each) {
		return instances + " more instances do not fit into this process: each has " + each
				+ ((each == 1) ? " memory" : " memories, its own and that of the bridge") + ", of which " + this.limit
				+ " fit and " + this.taken.get() + " are promised; a memory reserves 8 GiB of address space and "
				+ MAPPINGS + " mappings of 'vm.max_map_count'";
	}

	static long limit(long maxMapCount) {
		return Math.min(MEMORIES_IN_ADDRESS_SPACE, Math.max(16, (maxMapCount - MAPPINGS_OF_JVM) / MAPPINGS));
	}

	private static long maxMapCount() {
		// The kernel gives the whole number to the first read and nothing to a second one
		try (BufferedReader reader = Files.newBufferedReader(Path.of("/proc/sys/vm/max_map_count"))) {
			return Long.parseLong(String.valueOf(reader.readLine()).trim());
		}
		catch (IOException | NumberFormatException ex) {
			return Long.MAX_VALUE;
		}
	}

}
