package io.github.wasmpool.runtime;

import io.github.wasmpool.wasmtime.Footprint;
import io.github.wasmpool.wasmtime.InstanceBudget;

/**
 * Takes what the process has for instances.
 */
final class AllOfTheBudget {

	/** As little as can be taken. */
	private static final Footprint CRUMB = new Footprint(0, 0, 1, 1);

	private AllOfTheBudget() {
	}

	/**
	 * Do something while there is no room.
	 */
	static void whileTaken(Runnable work) {
		long taken = 0;
		for (long part = 1L << 31; part > 0; part /= 2) {
			while (InstanceBudget.OF_JVM.take(CRUMB, part)) {
				taken += part;
			}
		}
		try {
			work.run();
		}
		finally {
			InstanceBudget.OF_JVM.give(CRUMB, taken);
		}
	}

}
