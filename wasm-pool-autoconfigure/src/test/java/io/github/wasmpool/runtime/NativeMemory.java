package io.github.wasmpool.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.github.wasmpool.wasmtime.InstanceBudget;

/**
 * What the instances of this process hold outside of the heap.
 *
 * @param reservations how many memories have address space: each at least 6 GiB in one
 * piece, more where it borders on the next
 * @param budget what the budget says it has promised
 */
record NativeMemory(long reservations, String budget) {

	private static final long SMALLEST = (6L << 30) - (64L << 20);

	private static final long LARGEST = 8L << 30;

	static NativeMemory now() {
		try (Stream<String> mappings = Files.lines(Path.of("/proc/self/maps"))) {
			long reservations = mappings.map((mapping) -> mapping.split("[- ]", 3))
				.mapToLong((bounds) -> Long.parseUnsignedLong(bounds[1], 16) - Long.parseUnsignedLong(bounds[0], 16))
				.filter((length) -> length >= SMALLEST && length <= LARGEST)
				.count();
			return new NativeMemory(reservations, InstanceBudget.OF_JVM.toString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
