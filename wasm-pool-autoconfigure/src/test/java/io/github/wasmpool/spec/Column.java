package io.github.wasmpool.spec;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.wasmpool.WasmBatchException;
import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.type.ValueType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The assertions about a function whose values are all of one type, called at once.
 *
 * @param type the type
 * @param assertions what is expected of each item
 */
record Column(ValueType type, List<Assertion> assertions) {

	/**
	 * Gather the columns of a table.
	 */
	static List<Column> of(List<Assertion> assertions) {
		Map<Signature, List<Assertion>> functions = new LinkedHashMap<>();
		assertions.forEach((assertion) -> functions.computeIfAbsent(assertion.function(), (key) -> new ArrayList<>())
			.add(assertion));
		List<Column> columns = new ArrayList<>();
		functions.forEach((function, of) -> {
			List<ValueType> params = function.type().params();
			List<ValueType> results = function.type().results();
			if (results.size() == 1 && Stream.concat(params.stream(), results.stream()).distinct().count() == 1
					&& !params.isEmpty()) {
				columns.add(new Column(results.get(0), of));
			}
		});
		return columns;
	}

	/**
	 * Call, and go on behind each item that traps, with another instance.
	 */
	void holds(WasmPool pool) {
		int begin = 0;
		while (begin < this.assertions.size()) {
			List<Assertion> rest = this.assertions.subList(begin, this.assertions.size());
			begin += pool.<Integer, RuntimeException>withInstance(
					(instance) -> map(instance.function(rest.get(0).function().name()), rest));
		}
	}

	private int map(WasmFunction function, List<Assertion> rest) {
		try {
			compare(rest, call(function, rest), rest.size());
			return rest.size();
		}
		catch (WasmBatchException ex) {
			Assertion failed = rest.get(ex.getIndex());
			assertThat(ex.getCause()).describedAs("%s", failed)
				.isInstanceOfSatisfying(WasmTrapException.class,
						(cause) -> assertThat(cause.code()).isEqualTo(failed.trap()));
			compare(rest, ex.getResults(), ex.getIndex());
			return ex.getIndex() + 1;
		}
	}

	private static void compare(List<Assertion> expected, Object results, int count) {
		assertThat(Array.getLength(results)).isEqualTo(count);
		for (int i = 0; i < count; i++) {
			assertThat(List.of(Array.get(results, i))).describedAs("%s", expected.get(i))
				.isEqualTo(expected.get(i).results());
		}
	}

	private Object call(WasmFunction function, List<Assertion> items) {
		int params = function.type().params().size();
		return switch (this.type) {
			case I32 -> function.mapInt(fill(new int[params][items.size()], items));
			case I64 -> function.mapLong(fill(new long[params][items.size()], items));
			case F32 -> function.mapFloat(fill(new float[params][items.size()], items));
			case F64 -> function.mapDouble(fill(new double[params][items.size()], items));
			case V128, FUNCREF, EXTERNREF -> throw new IllegalStateException();
		};
	}

	private static <T> T[] fill(T[] columns, List<Assertion> items) {
		for (int i = 0; i < items.size(); i++) {
			for (int param = 0; param < columns.length; param++) {
				Array.set(columns[param], i, items.get(i).args().get(param));
			}
		}
		return columns;
	}

}
