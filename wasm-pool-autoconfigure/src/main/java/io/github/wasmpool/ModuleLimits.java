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
 * depend on it, in units of about half a microsecond of its time: 1 to 300 for each
 * instruction, and above that what grows faster than a function does, such as values that
 * are kept for long, locals times blocks, nested loops, many loops, large branch tables
 * and calls and branches that pass many values. The largest function of a Ruby
 * interpreter has 1,400,000, that of a parser of C++ 4,600,000. The bridge between Java
 * and the module counts like one of its functions: about 700 for each imported function
 * of a few parameters, 2,000 for each signature of exported functions, 400 for each
 * exported global
 * @param totalComplexity the sum of that over all functions and the bridge. PHP, Ruby and
 * esbuild have about 80,000,000 each, a compiler of JavaScript of 18 MB 105,000,000
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
	public static final ModuleLimits DEFAULTS = new ModuleLimits(1_000_000, HIGHEST_TABLES, 200_000, 6_000_000,
			140_000_000, 128L << 20);

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
		this(tableElements, HIGHEST_TABLES, functions, complexity, 140_000_000, moduleSize);
	}

	private static void requirePositive(String name, long value) {
		if (value <= 0) {
			throw new IllegalArgumentException("'limits." + name + "' must be positive but is " + value);
		}
	}

}
