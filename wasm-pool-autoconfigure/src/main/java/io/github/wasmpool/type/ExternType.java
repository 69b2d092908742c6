package io.github.wasmpool.type;

/**
 * What a module can import or export: a function, a global, a memory or a table.
 */
public sealed interface ExternType permits FunctionType, GlobalType, MemoryType, TableType {

	/**
	 * Return what kind of thing this is, in one lower-case word.
	 * @return {@code function}, {@code global}, {@code memory} or {@code table}
	 */
	String kind();

}
