package io.github.wasmpool.type;

import org.jspecify.annotations.Nullable;

/**
 * The type of a memory. A page is 64 KiB.
 *
 * @param minPages the pages it begins with, 0 to 65,536
 * @param maxPages the pages it can grow to, or {@code null} if it names no ceiling
 * @param shared whether it can be shared between threads
 */
public record MemoryType(int minPages, @Nullable Integer maxPages, boolean shared) implements ExternType {

	@Override
	public String kind() {
		return "memory";
	}

	@Override
	public String toString() {
		return this.minPages + ((this.maxPages != null) ? ".." + this.maxPages : "..") + " pages"
				+ (this.shared ? " shared" : "");
	}

}
