package io.github.wasmpool.type;

import io.github.wasmpool.SettingProblems;
import io.github.wasmpool.WasmSettingsException;
import org.jspecify.annotations.Nullable;

/**
 * The memory an instance is to have, in pages of 64 KiB. What is left out is taken from
 * the module.
 *
 * @param initialPages the pages each instance begins with, at least the module's own
 * minimum, at most {@value #HIGHEST_PAGES}; {@code null} for the module's own minimum
 * @param maxPages the pages each instance can grow to, at least {@code initialPages}, at
 * most {@value #HIGHEST_PAGES} and never above the module's own maximum; {@code null} for
 * the larger of {@value #DEFAULT_MAX_PAGES} and twice the module's minimum
 */
public record MemoryLimits(@Nullable Integer initialPages, @Nullable Integer maxPages) {

	/**
	 * The bytes of a page.
	 */
	public static final int PAGE_SIZE = 65_536;

	/**
	 * The ceiling of a memory whose configuration names none, if that is more than twice
	 * what the module begins with: 16 MiB.
	 */
	public static final int DEFAULT_MAX_PAGES = 256;

	/**
	 * The most pages an instance can have: beyond it the bytes of a memory could not be
	 * counted in an {@code int}, and the binding of the engine gives up.
	 */
	public static final int HIGHEST_PAGES = 32_767;

	/**
	 * Create limits.
	 * @throws WasmSettingsException if no memory could keep them, whatever its module
	 */
	public MemoryLimits {
		SettingProblems problems = new SettingProblems();
		unlessPages(problems, "memory.initial-pages", initialPages);
		unlessPages(problems, "memory.max-pages", maxPages);
		problems.unless(initialPages == null || maxPages == null || initialPages <= maxPages,
				"'memory.initial-pages' must be at most 'memory.max-pages' (" + maxPages + ") but is " + initialPages,
				"memory.initial-pages", "memory.max-pages");
		problems.throwAny();
	}

	private static void unlessPages(SettingProblems problems, String key, @Nullable Integer pages) {
		problems.unless(pages == null || (pages >= 0 && pages <= HIGHEST_PAGES),
				"'" + key + "' must be between 0 and 32,767 pages but is " + pages, key);
	}

	/**
	 * Name nothing: instances begin with the minimum of the module, and can grow to the
	 * larger of {@value #DEFAULT_MAX_PAGES} pages and twice that, never past the maximum
	 * of the module.
	 * @return limits that name nothing
	 */
	public static MemoryLimits ofModule() {
		return new MemoryLimits(null, null);
	}

	/**
	 * Name both ends.
	 * @param initialPages the pages each instance begins with
	 * @param maxPages the pages each instance can grow to
	 * @return the limits
	 */
	public static MemoryLimits of(int initialPages, int maxPages) {
		return new MemoryLimits(initialPages, maxPages);
	}

}
