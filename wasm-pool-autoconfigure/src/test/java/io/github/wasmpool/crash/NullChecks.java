package io.github.wasmpool.crash;

import org.jspecify.annotations.Nullable;

/**
 * Provokes the implicit null checks of compiled code: reads through a null pointer whose
 * signal the virtual machine turns into an exception, if its handler still gets it.
 */
final class NullChecks {

	private static final int WARM_UP = 30_000;

	private int field;

	private NullChecks() {
	}

	/**
	 * Compile code by running it often, then run into null pointers.
	 * @return how many exceptions came of it
	 */
	static int provoke() {
		NullChecks object = new NullChecks();
		int[] array = { 1 };
		int sum = 0;
		for (int i = 0; i < WARM_UP; i++) {
			object.field = i;
			sum += field(object) + length(array) + element(array, 0) + hash("text") + write(object, sum);
		}
		int caught = 0;
		for (int i = 0; i < 100; i++) {
			caught += caught(() -> field(null)) + caught(() -> length(null)) + caught(() -> element(null, 0))
					+ caught(() -> hash(null)) + caught(() -> write(null, 1));
		}
		return caught;
	}

	private static int caught(Runnable read) {
		try {
			read.run();
			return 0;
		}
		catch (NullPointerException ex) {
			return 1;
		}
	}

	@SuppressWarnings("NullAway") // the null pointer is the purpose
	private static int field(@Nullable NullChecks object) {
		return object.field;
	}

	@SuppressWarnings("NullAway") // the null pointer is the purpose
	private static int length(int @Nullable [] array) {
		return array.length;
	}

	@SuppressWarnings("NullAway") // the null pointer is the purpose
	private static int element(int @Nullable [] array, int index) {
		return array[index];
	}

	@SuppressWarnings("NullAway") // the null pointer is the purpose
	private static int hash(@Nullable String text) {
		return text.hashCode();
	}

	@SuppressWarnings("NullAway") // the null pointer is the purpose
	private static int write(@Nullable NullChecks object, int value) {
		object.field = value;
		return value;
	}

}
