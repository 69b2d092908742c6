package io.github.wasmpool.binary;

import java.util.List;
import java.util.Locale;

import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import io.github.wasmpool.type.TableType;

/**
 * What a module may declare at most. Types are counted before they are kept.
 */
final class DeclarationLimits {

	private static final long HIGHEST_TABLE = 10_000_000;

	/** A million values once took half a gigabyte to parse. */
	private static final int TYPE_VALUE = 20;

	private static final String RAISE = " raise it if the module is to be trusted";

	private final String module;

	private final ModuleLimits limits;

	private long typeComplexity;

	DeclarationLimits(String module, ModuleLimits limits) {
		this.module = module;
		this.limits = limits;
	}

	/**
	 * Count types, and the values in them.
	 */
	void requireTypes(int more) {
		this.typeComplexity += (long) TYPE_VALUE * more;
		if (this.typeComplexity > this.limits.totalComplexity()) {
			throw refusal(
					"has types of a complexity of more than %,d, which is more than 'limits.total-complexity'"
							+ " allows (%,d);" + RAISE,
					this.typeComplexity - 1, this.limits.totalComplexity(), "limits.total-complexity");
		}
	}

	void requireFunctions(long functions) {
		require("defines or imports %,d functions, more than 'limits.functions' allows (%,d);" + RAISE, functions,
				this.limits.functions(), "limits.functions");
	}

	void requireTables(List<TableType> tables) {
		require("has %,d tables, more than 'limits.tables' allows (%,d);" + RAISE, tables.size(), this.limits.tables(),
				"limits.tables");
		require("has tables that begin with %,d elements, more than 'limits.table-elements' allows (%,d);" + RAISE,
				tables.stream().mapToLong(TableType::minElements).sum(), this.limits.tableElements(),
				"limits.table-elements");
		tables.forEach(
				(table) -> require("has a table that begins with %,d elements, more than this engine allows" + " (%,d)",
						table.minElements(), HIGHEST_TABLE));
	}

	private void require(String format, long number, long limit, String... settings) {
		if (number > limit) {
			throw refusal(format, number, limit, settings);
		}
	}

	private WasmModuleException refusal(String format, long number, long limit, String... settings) {
		return WasmModuleException.ofSettings(Reason.TOO_COMPLEX,
				"module '" + this.module + "' " + String.format(Locale.ROOT, format, number, limit), List.of(settings));
	}

}
