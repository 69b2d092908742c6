package io.github.wasmpool.client;

/**
 * A place in the memory of an instance for the arguments of one call after another. A
 * call that a host function makes while another call has its arguments there does not get
 * it.
 */
final class ArgumentBuffer {

	private final long address;

	private final int capacity;

	private boolean inUse;

	/**
	 * Create a buffer.
	 * @param address where it begins
	 * @param capacity its bytes
	 */
	ArgumentBuffer(long address, int capacity) {
		this.address = address;
		this.capacity = capacity;
	}

	long address() {
		return this.address;
	}

	int capacity() {
		return this.capacity;
	}

	/**
	 * Take the buffer for a call.
	 * @return whether it was free
	 */
	boolean take() {
		if (this.inUse) {
			return false;
		}
		this.inUse = true;
		return true;
	}

	void giveBack() {
		this.inUse = false;
	}

}
