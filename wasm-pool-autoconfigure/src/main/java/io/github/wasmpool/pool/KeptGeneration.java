package io.github.wasmpool.pool;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;

/**
 * Notices that whoever kept a generation from ending became unreachable.
 */
final class KeptGeneration extends PhantomReference<Object> {

	private final Generation<?> generation;

	/**
	 * Create a reference.
	 * @param generation a generation that was retained
	 * @param holder who needs it
	 * @param queue gets this once the holder is unreachable
	 */
	KeptGeneration(Generation<?> generation, Object holder, ReferenceQueue<Object> queue) {
		super(holder, queue);
		this.generation = generation;
	}

	Generation<?> generation() {
		return this.generation;
	}

}
