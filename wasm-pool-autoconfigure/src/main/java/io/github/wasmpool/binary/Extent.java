package io.github.wasmpool.binary;

/**
 * Bytes of a memory that lie side by side.
 *
 * @param start the address of the first, zero or more
 * @param end the address behind the last, no less than the start
 */
public record Extent(long start, long end) {

	/**
	 * Return how many bytes there are.
	 */
	public long length() {
		return this.end - this.start;
	}

}
