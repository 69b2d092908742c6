package io.github.wasmpool.spec;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Each instruction does what the specification says, whichever way it is called: on warm
 * instances, on restored and new ones, on the thread of the caller and on others, item by
 * item and in columns, through the bridge and without it.
 */
class SpecificationTests {

	/** Guests that their own code can change in a way that cannot be undone. */
	private static final Set<String> NOT_RESTORABLE = Set.of("bulk", "table");

	@Test
	void theTablesHoldThousandsOfAssertions() {
		assertThat(tables().flatMap((table) -> table.assertions().stream())).hasSizeGreaterThan(3_000);
	}

	@ParameterizedTest
	@MethodSource("tables")
	void warm(Table table) {
		run(table, ResetPolicy.WARM, ExecutionMode.CALLER);
	}

	@ParameterizedTest
	@MethodSource("tables")
	void warmOnOtherThreads(Table table) {
		run(table, ResetPolicy.WARM, ExecutionMode.DEDICATED);
	}

	@ParameterizedTest
	@MethodSource("tables")
	void fresh(Table table) {
		long restored = run(table, ResetPolicy.FRESH, ExecutionMode.CALLER);
		assertThat(restored > 0).isEqualTo(!NOT_RESTORABLE.contains(table.name()));
	}

	@ParameterizedTest
	@MethodSource("tables")
	void freshOnOtherThreads(Table table) {
		long restored = run(table, ResetPolicy.FRESH, ExecutionMode.DEDICATED);
		assertThat(restored > 0).isEqualTo(!NOT_RESTORABLE.contains(table.name()));
	}

	@ParameterizedTest
	@MethodSource("tables")
	void newInstances(Table table) {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(table.guest()).build()) {
			for (Assertion assertion : table.assertions()) {
				try (WasmInstance instance = module.instantiate()) {
					holds(assertion, instance);
				}
			}
		}
	}

	@ParameterizedTest
	@MethodSource("tables")
	void columns(Table table) {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(table.guest()).build();
				WasmPool pool = runtime.pool(module).size(1).build()) {
			Column.of(table.assertions()).forEach((column) -> column.holds(pool));
		}
	}

	@ParameterizedTest
	@MethodSource("tables")
	void withoutTheBridge(Table table) {
		try (BareGuest guest = new BareGuest(table.guest())) {
			for (Assertion assertion : table.assertions()) {
				List<Object> results = guest.call(assertion);
				assertThat(results).describedAs("%s", assertion)
					.isEqualTo((assertion.trap() != null) ? null : assertion.results());
			}
		}
	}

	/**
	 * Make each call of a table in a loan of its own.
	 * @return how often an instance was restored
	 */
	private static long run(Table table, ResetPolicy reset, ExecutionMode execution) {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(table.guest()).executionTimeout(Duration.ofMinutes(1)).build();
				WasmPool pool = runtime.pool(module).size(1).reset(reset).execution(execution).build()) {
			for (Assertion assertion : table.assertions()) {
				pool.useInstance((instance) -> holds(assertion, instance));
			}
			return pool.counters().restored();
		}
	}

	private static void holds(Assertion assertion, WasmInstance instance) {
		String export = assertion.function().name();
		Object[] args = assertion.args().toArray();
		if (assertion.trap() == null) {
			assertThat(results(instance.call(export, args))).describedAs("%s", assertion)
				.isEqualTo(assertion.results());
		}
		else {
			WasmTrapException exception = catchThrowableOfType(WasmTrapException.class,
					() -> instance.call(export, args));
			assertThat(exception).describedAs("%s", assertion).isNotNull();
			assertThat(exception.code()).describedAs("%s", assertion).isEqualTo(assertion.trap());
		}
	}

	private static List<?> results(@Nullable Object result) {
		return (result instanceof List<?> several) ? several : (result != null) ? List.of(result) : List.of();
	}

	private static Stream<Table> tables() {
		return Table.NAMES.stream().map(Table::read);
	}

}
