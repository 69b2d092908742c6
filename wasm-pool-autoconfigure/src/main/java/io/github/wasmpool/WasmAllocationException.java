package io.github.wasmpool;

import io.github.wasmpool.type.Wording;

/**
 * A guest could not allocate memory for what it is given.
 *
 * @see AbiOptions#allocate()
 */
public class WasmAllocationException extends WasmException {

	private final String export;

	private final int size;

	public WasmAllocationException(String export, int size) {
		super("The guest could not allocate " + Wording.count(size, "byte") + ": '" + Wording.name(export)
				+ "' returned 0; its memory may be full: raise 'memory.max-pages', unless it is shared, where the "
				+ "module says how far it grows");
		this.export = export;
		this.size = size;
	}

	/**
	 * Return which function of the guest allocates.
	 * @return its name
	 */
	public String getExport() {
		return this.export;
	}

	/**
	 * Return how much it was asked for.
	 * @return the bytes
	 */
	public int getSize() {
		return this.size;
	}

}
