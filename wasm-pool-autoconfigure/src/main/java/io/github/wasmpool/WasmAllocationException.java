package io.github.wasmpool;

/**
 * A guest has no memory left for what it is given.
 *
 * @see AbiOptions#allocate()
 */
public class WasmAllocationException extends WasmException {

	private final String export;

	private final int size;

	public WasmAllocationException(String export, int size) {
		super("The guest could not allocate " + size + " bytes: '" + export + "' returned 0; raise 'memory.max-pages'");
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
