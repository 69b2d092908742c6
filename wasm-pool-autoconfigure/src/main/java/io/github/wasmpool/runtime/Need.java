package io.github.wasmpool.runtime;

import io.github.wasmpool.wasmtime.Footprint;

/**
 * What the instances of a pool need.
 *
 * @param footprint what each takes of the process
 * @param memory the bytes that the memory of each can grow to
 * @param shared the bytes that the memory can grow to that all share
 */
record Need(Footprint footprint, long memory, long shared) {

	/**
	 * Return what is enough for either.
	 */
	Need max(Need other) {
		return new Need(this.footprint.max(other.footprint), Math.max(this.memory, other.memory),
				Math.max(this.shared, other.shared));
	}

	/**
	 * Return the bytes that the memories of so many instances can grow to.
	 */
	long memoryOf(long instances) {
		return (instances > 0) ? instances * this.memory + this.shared : 0;
	}

}
