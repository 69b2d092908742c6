package io.github.wasmpool;

/**
 * How much a test does: enough to notice a fault in a usual build, and all it can do with
 * {@code mvn -Pthorough}.
 */
public final class Effort {

	private static final String PROPERTY = "wasm-pool.thorough";

	private static final boolean THOROUGH = Boolean.getBoolean(PROPERTY);

	private Effort() {
	}

	/**
	 * Choose a number.
	 * @param usual the one of a usual build
	 * @param thorough the one of a thorough build
	 * @return one of the two
	 */
	public static int of(int usual, int thorough) {
		return THOROUGH ? thorough : usual;
	}

	/**
	 * Return the option that makes another virtual machine choose alike.
	 */
	public static String option() {
		return "-D" + PROPERTY + "=" + THOROUGH;
	}

}
