package io.github.wasmpool;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * What a module may ask of the compiler and of each instance. Modules beyond a limit are
 * refused before anything is compiled. There is no limit for memories: the engine allows
 * a module one. Immutable: each method returns new limits.
 */
public final class ModuleLimits {

	/**
	 * The most tables the engine allows, less two that are added to modules.
	 */
	public static final int HIGHEST_TABLES = 98;

	/**
	 * The limits of a module whose configuration names none.
	 */
	public static final ModuleLimits DEFAULTS = new ModuleLimits();

	private long tableElements = 1_000_000;

	private int tables = HIGHEST_TABLES;

	private int functions = 200_000;

	private long complexity = 6_000_000;

	private long totalComplexity = 130_000_000;

	private long moduleSize = 128L << 20;

	private ModuleLimits() {
	}

	private ModuleLimits with(Consumer<ModuleLimits> change) {
		ModuleLimits changed = new ModuleLimits();
		changed.tableElements = this.tableElements;
		changed.tables = this.tables;
		changed.functions = this.functions;
		changed.complexity = this.complexity;
		changed.totalComplexity = this.totalComplexity;
		changed.moduleSize = this.moduleSize;
		change.accept(changed);
		return changed;
	}

	/**
	 * The same with another limit for the elements of tables.
	 * @param elements the elements that all tables of an instance together can grow to (8
	 * bytes each), at least 1; it is shared out among them as ceilings they cannot grow
	 * past
	 * @return new limits
	 */
	public ModuleLimits withTableElements(long elements) {
		return with((limits) -> limits.tableElements = elements);
	}

	/**
	 * The same with another limit for tables.
	 * @param tables the tables a module can have, from 1 to {@value #HIGHEST_TABLES}
	 * @return new limits
	 */
	public ModuleLimits withTables(int tables) {
		return with((limits) -> limits.tables = tables);
	}

	/**
	 * The same with another limit for functions.
	 * @param functions the functions a module can define and import, at least 1
	 * @return new limits
	 */
	public ModuleLimits withFunctions(int functions) {
		return with((limits) -> limits.functions = functions);
	}

	/**
	 * The same with another limit for what one function may demand of the compiler, whose
	 * memory and time depend on it, in units of about half a microsecond of its time: 1
	 * to 300 for each instruction, and above that what grows faster than a function does,
	 * such as values that are kept for long, locals times blocks, nested loops, many
	 * loops, large branch tables and calls and branches that pass many values. The
	 * largest function of a Ruby interpreter has 1,400,000, that of a parser of C++
	 * 4,600,000. The bridge between Java and the module counts like one of its functions:
	 * about 700 for each imported function of a few parameters, 2,000 for each signature
	 * of exported functions, 400 for each exported global.
	 * @param complexity at least 1
	 * @return new limits
	 */
	public ModuleLimits withComplexity(long complexity) {
		return with((limits) -> limits.complexity = complexity);
	}

	/**
	 * The same with another limit for the sum of that over all functions and the bridge.
	 * PHP, Ruby and esbuild have about 80,000,000 each, a compiler of JavaScript of 18 MB
	 * 105,000,000.
	 * @param complexity at least 1
	 * @return new limits
	 */
	public ModuleLimits withTotalComplexity(long complexity) {
		return with((limits) -> limits.totalComplexity = complexity);
	}

	/**
	 * The same with another limit for the size of a binary.
	 * @param bytes at least 1
	 * @return new limits
	 */
	public ModuleLimits withModuleSize(long bytes) {
		return with((limits) -> limits.moduleSize = bytes);
	}

	/**
	 * Return the elements that all tables of an instance together can grow to.
	 * @return a positive number
	 */
	public long tableElements() {
		return this.tableElements;
	}

	/**
	 * Return the tables a module can have.
	 * @return from 1 to {@value #HIGHEST_TABLES}
	 */
	public int tables() {
		return this.tables;
	}

	/**
	 * Return the functions a module can define and import.
	 * @return a positive number
	 */
	public int functions() {
		return this.functions;
	}

	/**
	 * Return what one function may demand of the compiler.
	 * @return a positive number
	 */
	public long complexity() {
		return this.complexity;
	}

	/**
	 * Return what all functions together may demand of the compiler.
	 * @return a positive number
	 */
	public long totalComplexity() {
		return this.totalComplexity;
	}

	/**
	 * Return the bytes a binary can have.
	 * @return a positive number
	 */
	public long moduleSize() {
		return this.moduleSize;
	}

	/**
	 * Find what is out of range.
	 * @return the problems, empty if there are none
	 */
	public List<SettingProblem> problems() {
		SettingProblems problems = new SettingProblems();
		unlessPositive(problems, "limits.table-elements", this.tableElements);
		unlessPositive(problems, "limits.tables", this.tables);
		unlessPositive(problems, "limits.functions", this.functions);
		unlessPositive(problems, "limits.complexity", this.complexity);
		unlessPositive(problems, "limits.total-complexity", this.totalComplexity);
		unlessPositive(problems, "limits.module-size", this.moduleSize);
		problems.unless(this.tables <= HIGHEST_TABLES,
				"'limits.tables' must be at most " + HIGHEST_TABLES + " but is " + this.tables, "limits.tables");
		return problems.toList();
	}

	private static void unlessPositive(SettingProblems problems, String key, long value) {
		problems.unless(value > 0, "'" + key + "' must be positive but is " + value, key);
	}

	private List<Long> values() {
		return List.of(this.tableElements, (long) this.tables, (long) this.functions, this.complexity,
				this.totalComplexity, this.moduleSize);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof ModuleLimits limits && values().equals(limits.values());
	}

	@Override
	public int hashCode() {
		return Objects.hashCode(values());
	}

	@Override
	public String toString() {
		return "ModuleLimits" + values();
	}

}
