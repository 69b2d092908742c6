package io.github.wasmpool.cluster;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the parts of the operations of this member. Thread-safe.
 */
final class PartCounts {

	private final LongAdder here = new LongAdder();

	private final LongAdder elsewhere = new LongAdder();

	private final LongAdder lost = new LongAdder();

	void done(boolean isHere) {
		(isHere ? this.here : this.elsewhere).increment();
	}

	void lost() {
		this.lost.increment();
	}

	long here() {
		return this.here.sum();
	}

	long elsewhere() {
		return this.elsewhere.sum();
	}

	long losses() {
		return this.lost.sum();
	}

}
