package io.github.wasmpool.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.wasmpool.type.ExportType;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.GlobalType;
import io.github.wasmpool.type.MemoryType;
import io.github.wasmpool.type.ValueType;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * What a module exports, by name and kind.
 */
final class Exports {

	/** What an export is that does not {@link #isCount tell a count}. */
	static final String NO_COUNT = "neither an exported function of type () -> (i32) nor a mutable global of type i32 "
			+ "(an immutable one is the address of a variable of C or Rust)";

	private static final Pattern LITERAL = Pattern.compile("\\d{1,9}");

	private static final int NAMED_AT_MOST = 30;

	private final Map<String, FunctionType> functions = new LinkedHashMap<>();

	private final Map<String, GlobalType> globals = new LinkedHashMap<>();

	private boolean hasMemory;

	Exports(List<ExportType> exports) {
		for (ExportType export : exports) {
			if (export.type() instanceof FunctionType function) {
				this.functions.put(export.name(), function);
			}
			else if (export.type() instanceof GlobalType global) {
				this.globals.put(export.name(), global);
			}
			else if (export.type() instanceof MemoryType) {
				this.hasMemory = true;
			}
		}
	}

	@Nullable FunctionType function(String name) {
		return this.functions.get(name);
	}

	List<String> functionNames() {
		return List.copyOf(this.functions.keySet());
	}

	/**
	 * List the functions there are.
	 * @return for example {@code the module exports the functions 'add', 'sub'}
	 */
	String describeFunctions() {
		if (this.functions.isEmpty()) {
			return "the module exports no functions";
		}
		int more = this.functions.size() - NAMED_AT_MOST;
		return this.functions.keySet()
			.stream()
			.limit(NAMED_AT_MOST)
			.map(Wording::name)
			.collect(Collectors.joining("', '", "the module exports the functions '",
					(more > 0) ? "' and " + more + " more" : "'"));
	}

	boolean hasMemory() {
		return this.hasMemory;
	}

	/**
	 * Whether an export tells a number: a function without parameters that returns an
	 * i32, or a global of type i32.
	 */
	boolean isNumber(String name) {
		FunctionType function = this.functions.get(name);
		if (function != null) {
			return function.params().isEmpty() && function.results().equals(List.of(ValueType.I32));
		}
		GlobalType global = this.globals.get(name);
		return global != null && global.type() == ValueType.I32;
	}

	/**
	 * Whether an export tells how much there is of something. C and Rust export a
	 * variable as a global that does not change, and whose value is the address of the
	 * variable: that is no such number.
	 */
	boolean isCount(String name) {
		GlobalType global = this.globals.get(name);
		return isNumber(name) && (global == null || global.mutable());
	}

	/**
	 * Whether what is configured is a number, or an export that tells one.
	 */
	boolean isNumberOrLiteral(String name) {
		return LITERAL.matcher(name).matches() || isNumber(name);
	}

	/**
	 * Return a number, or ask an export for it.
	 * @param guest the instance
	 * @param name what {@link #isNumberOrLiteral is a number or tells one}
	 * @return the number
	 */
	int numberOrLiteral(Guest guest, String name) {
		return LITERAL.matcher(name).matches() ? Integer.parseInt(name) : number(guest, name);
	}

	/**
	 * Ask an export for its number.
	 * @param guest the instance
	 * @param name an export that {@link #isNumber tells a number}
	 * @return the number, as if it were signed
	 */
	int number(Guest guest, String name) {
		return this.functions.containsKey(name) ? guest.function(name).callInt() : (int) guest.global(name).get();
	}

}
