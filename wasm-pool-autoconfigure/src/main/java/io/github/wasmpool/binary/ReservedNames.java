package io.github.wasmpool.binary;

import java.util.BitSet;
import java.util.List;
import java.util.Set;

import io.github.wasmpool.binary.Declarations.Export;
import io.github.wasmpool.type.FunctionType;

/**
 * The names of what a rewritten module exports beside the guest's own exports. They begin
 * with a prefix that no export of the guest begins with: {@code wasm-pool:}, or the first
 * free one of {@code wasm-pool-1:}, {@code wasm-pool-2:} and so on.
 */
final class ReservedNames {

	/**
	 * The function a command begins with. The binding takes a module that exports it for
	 * something else.
	 */
	static final String COMMAND = "_start";

	/**
	 * The function that readies a reactor. The binding runs it by itself.
	 */
	static final String INITIALIZER = "_initialize";

	private static final Set<String> RENAMED = Set.of(COMMAND, INITIALIZER);

	private static final String FIRST = "wasm-pool";

	private final String prefix;

	ReservedNames(List<Export> exports) {
		BitSet taken = new BitSet();
		for (Export export : exports) {
			int number = number(export.name());
			// as many exports leave a smaller one free
			if (number >= 0 && number <= exports.size()) {
				taken.set(number);
			}
		}
		this.prefix = prefix(taken.nextClearBit(0));
	}

	private static String prefix(int number) {
		return (number == 0) ? FIRST + ":" : FIRST + "-" + number + ":";
	}

	/**
	 * Return the number of the prefix that a name begins with.
	 * @return the number, or -1 if it begins with none
	 */
	private static int number(String name) {
		int colon = name.startsWith(FIRST) ? name.indexOf(':', FIRST.length()) : -1;
		if (colon == FIRST.length()) {
			return 0;
		}
		int digits = colon - FIRST.length() - 1;
		if (digits < 1 || digits > 9) {
			return -1;
		}
		int number = 0;
		for (int i = FIRST.length() + 1; i < colon; i++) {
			int digit = name.charAt(i) - '0';
			if (digit < 0 || digit > 9) {
				return -1;
			}
			number = 10 * number + digit;
		}
		return name.startsWith(prefix(number)) ? number : -1;
	}

	/** The function that hands out what can be called. */
	String lookup() {
		return this.prefix + "lookup";
	}

	String memory() {
		return this.prefix + "memory";
	}

	/**
	 * Return the name under which an export of the guest is found.
	 * @param export the export as its author wrote it
	 * @return its name, or a reserved one if the binding makes something of its name
	 */
	String of(Export export) {
		return (export.type() instanceof FunctionType && RENAMED.contains(export.name())) ? this.prefix + export.name()
				: export.name();
	}

}
