package io.github.wasmpool.type;

import org.jspecify.annotations.Nullable;

/**
 * The type of a memory. A page is 64 KiB.
 *
 * @param minPages the pages it begins with, 0 to 65,536
 * @param maxPages the pages it can grow to, {@code minPages} to 65,536, or {@code null}
 * if it names no ceiling
 * @param shared whether it can be shared between threads
 */
public record MemoryType(int minPages, @Nullable Integer maxPages, boolean shared) implements ExternType {

	private static final int HIGHEST_PAGES = 65_536;

	/**
	 * Create the type of a memory.
	 * @throws IllegalArgumentException if WebAssembly knows no such memory
	 */
	public MemoryType {
		int max = (maxPages != null) ? maxPages : HIGHEST_PAGES;
		if (minPages < 0 || minPages > max || max > HIGHEST_PAGES) {
			throw new IllegalArgumentException("A memory of " + minPages + " to " + Wording.count(max, "page")
					+ ", WebAssembly allows 0 to 65,536");
		}
	}

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
