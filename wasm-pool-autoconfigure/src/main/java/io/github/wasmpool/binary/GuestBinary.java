package io.github.wasmpool.binary;

/**
 * A rewritten module: the bytes the engine compiles, and where the guest's things are
 * found in them. The bytes are needed once, the layout as long as there are instances, so
 * let go of this when the module is compiled.
 */
public final class GuestBinary {

	private final GuestLayout layout;

	private final byte[] bytes;

	GuestBinary(GuestLayout layout, byte[] bytes) {
		this.layout = layout;
		this.bytes = bytes;
	}

	/**
	 * Return where the guest's things are found.
	 * @return the layout
	 */
	public GuestLayout layout() {
		return this.layout;
	}

	/**
	 * Return the bytes the engine compiles.
	 * @return the binary itself, not a copy, so not to be changed
	 */
	public byte[] bytes() {
		return this.bytes;
	}

}
