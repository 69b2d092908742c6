package io.github.wasmpool;

/**
 * What a module may ask of the compiler and of each instance. Modules beyond a limit are
 * refused before anything is compiled. There is no limit for memories: the engine allows
 * a module one.
 *
 * @param tableElements the elements that all tables of an instance together can grow to
 * (8 bytes each); it is shared out among them as ceilings they cannot grow past
 * @param tables the tables a module can have, at most {@value #HIGHEST_TABLES}
 * @param functions the functions a module can define and import
 * @param complexity what one function may demand of the compiler, whose memory and time
 * depend on it: the product of locals and blocks, and above that what grows faster than a
 * function does, such as nested loops, many loops, large branch tables and calls and
 * branches that pass many values; and the length of the function. A branch that can go on
 * counts as a quarter of a block. The largest function of a Ruby interpreter has
 * 1,400,000, that of PHP 3,600,000 and that of DuckDB 5,200,000; one of 5,000,000 takes
 * the compiler some seconds. The bridge between Java and the module counts like one of
 * its functions: about 700 for each imported function of a few parameters, 2,000 for each
 * signature of exported functions, 400 for each exported global
 * @param totalComplexity the sum of that over all functions. A database of 39 MB has
 * 23,000,000
 * @param moduleSize the bytes of a binary
 */
public record ModuleLimits(long tableElements, int tables, int functions, long complexity, long totalComplexity,
		long moduleSize) {

	/**
	 * The most tables the engine allows, less two that are added to modules.
	 */
	public static final int HIGHEST_TABLES = 98;

	/**
	 * The limits of a module whose configuration names none.
	 */
	public static final ModuleLimits DEFAULTS = new ModuleLimits(1_000_000, HIGHEST_TABLES, 200_000, 5_000_000,
			100_000_000, 128L << 20);

	public ModuleLimits {
		requirePositive("table-elements", tableElements);
		requirePositive("tables", tables);
		requirePositive("functions", functions);
		requirePositive("complexity", complexity);
		requirePositive("total-complexity", totalComplexity);
		requirePositive("module-size", moduleSize);
		if (tables > HIGHEST_TABLES) {
			throw new IllegalArgumentException(
					"'limits.tables' must be at most " + HIGHEST_TABLES + " but is " + tables);
		}
	}

	/**
	 * Set the limits that matter most, the others as by default.
	 * @param tableElements the elements that all tables together can grow to
	 * @param functions the functions a module can define and import
	 * @param complexity what one function may demand of the compiler
	 * @param moduleSize the bytes of a binary
	 */
	public ModuleLimits(long tableElements, int functions, long complexity, long moduleSize) {
		this(tableElements, HIGHEST_TABLES, functions, complexity, 100_000_000, moduleSize);
	}

	private static void requirePositive(String name, long value) {
		if (value <= 0) {
			throw new IllegalArgumentException("'limits." + name + "' must be positive but is " + value);
		}
	}

}
