package io.github.wasmpool.spec;

import java.util.List;

import io.github.wasmpool.WasmTrapException;
import org.jspecify.annotations.Nullable;

/**
 * A line of a table: a call and what becomes of it.
 *
 * @param function the exported function
 * @param args its arguments, boxed
 * @param results what it returns, boxed
 * @param trap the trap that ends it instead, or {@code null}
 */
record Assertion(Signature function, List<Object> args, List<Object> results, WasmTrapException.@Nullable Code trap) {

	/**
	 * Read a line.
	 * @param function the function it is about
	 * @param line arguments, then {@code =} and results, or {@code traps} and a code
	 */
	static Assertion read(Signature function, String line) {
		List<String> words = List.of(line.trim().split(" +"));
		int count = function.type().params().size();
		List<String> outcome = words.subList(count + 1, words.size());
		return new Assertion(function, Signature.values(function.type().params(), words.subList(0, count)),
				words.get(count).equals("=") ? Signature.values(function.type().results(), outcome) : List.of(),
				words.get(count).equals("traps") ? WasmTrapException.Code.valueOf(outcome.get(0)) : null);
	}

	@Override
	public String toString() {
		return this.function.name() + this.args;
	}

}
