package io.github.wasmpool.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What this process holds of a Linux machine. Meant for a JVM that touches all of its
 * heap at start, so that the heap is a constant part of what is resident.
 *
 * @param resident the resident bytes of the process, with those of its page tables
 * @param heap the bytes of live objects on the heap
 * @param mappings the parts of its address space that the system tells apart
 * @param descriptors the open files
 */
record Footprint(long resident, long heap, long mappings, long descriptors) {

	/** Options of a JVM whose heap neither grows nor is touched late. */
	static final List<String> JVM_OPTIONS = List.of("-XX:+UseSerialGC", "-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch");

	/**
	 * Collect garbage, then look.
	 * @return the footprint
	 */
	static Footprint now() {
		ManagementFactory.getMemoryMXBean().gc();
		return look();
	}

	/**
	 * Look, and leave the garbage where it is.
	 * @return the footprint
	 */
	static Footprint look() {
		long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
		try (Stream<String> status = Files.lines(Path.of("/proc/self/status"));
				Stream<String> mappings = Files.lines(Path.of("/proc/self/maps"));
				Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
			return new Footprint(resident(status), heap, mappings.count(), descriptors.count());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static long resident(Stream<String> status) {
		return status.filter((line) -> line.startsWith("VmRSS:") || line.startsWith("VmPTE:"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
			.sum();
	}

}
