package io.github.wasmpool;

/**
 * What a module may ask of the compiler and of each instance. Modules beyond a limit are
 * refused before anything is compiled, with one exception: {@code tableElements} is a
 * ceiling that a table cannot grow past.
 *
 * @param tableElements the elements each table can grow to (8 bytes each); a table that
 * begins with more is refused
 * @param functions the functions a module can define
 * @param complexity the product of locals and blocks in one function, on which the
 * compiler's memory depends. A branch that can go on counts as a quarter of a block, and
 * each value that a block, or a target of a branch table, takes or leaves as one. The
 * largest product of a real program, a Ruby interpreter, is 678,704
 * @param moduleSize the bytes of a binary
 */
public record ModuleLimits(long tableElements, int functions, long complexity, long moduleSize) {

	/**
	 * The limits of a module whose configuration names none.
	 */
	public static final ModuleLimits DEFAULTS = new ModuleLimits(1_000_000, 200_000, 5_000_000, 128L << 20);

	public ModuleLimits {
		requirePositive("table-elements", tableElements);
		requirePositive("functions", functions);
		requirePositive("complexity", complexity);
		requirePositive("module-size", moduleSize);
	}

	private static void requirePositive(String name, long value) {
		if (value <= 0) {
			throw new IllegalArgumentException("'limits." + name + "' must be positive but is " + value);
		}
	}

}
