package io.github.wasmpool;

/**
 * An access from Java reached past the end of a guest's memory. Nothing was changed.
 */
public class WasmMemoryAccessException extends WasmException {

	private final long offset;

	private final long length;

	private final long size;

	public WasmMemoryAccessException(String message, long offset, long length, long size) {
		super(message + " (offset=" + offset + ", length=" + length + ", size=" + size + ")");
		this.offset = offset;
		this.length = length;
		this.size = size;
	}

	/**
	 * Return where the access began.
	 * @return the offset in bytes
	 */
	public long getOffset() {
		return this.offset;
	}

	/**
	 * Return how long the access was.
	 * @return the length in bytes
	 */
	public long getLength() {
		return this.length;
	}

	/**
	 * Return how large the memory was.
	 * @return the size in bytes
	 */
	public long getSize() {
		return this.size;
	}

}
