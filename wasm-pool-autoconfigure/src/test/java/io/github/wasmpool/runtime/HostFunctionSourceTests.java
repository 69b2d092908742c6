package io.github.wasmpool.runtime;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When a pool asks for its host functions, and which it takes.
 */
class HostFunctionSourceTests {

	private static final FunctionType INT = FunctionType.of(List.of(), List.of(ValueType.I32));

	private static final FunctionType LONG = FunctionType.of(List.of(), List.of(ValueType.I64));

	@Test
	void aPoolThatIsResizedBeforeItIsUsedAsksOnTheThreadOfTheCaller() {
		AtomicReference<@Nullable Thread> asked = new AtomicReference<>();
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(Wat.compile("(module (import \"env\" \"now\" (func (result i32))))"))
					.build();
				WasmPool pool = runtime.pool(module).size(1).hostFunctionSource(() -> {
					asked.compareAndSet(null, Thread.currentThread());
					return List.of(HostFunction.of("env", "now", INT, (caller, args) -> 1));
				}).build()) {
			pool.resize(2);
			assertThat(asked.get()).isSameAs(Thread.currentThread());
		}
	}

	@Test
	void oneNameCanBeImportedWithTwoTypes() {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(Wat.compile("""
						(module
							(import "env" "now" (func $int (result i32)))
							(import "env" "now" (func $long (result i64)))
							(func (export "sum") (result i64)
								(i64.add (i64.extend_i32_s (call $int)) (call $long))))
						""")).build();
				WasmPool pool = runtime.pool(module)
					.size(1)
					.hostFunctions(HostFunction.of("env", "now", INT, (caller, args) -> 1),
							HostFunction.of("env", "now", LONG, (caller, args) -> 2L))
					.build()) {
			assertThat(pool.<Long, RuntimeException>withInstance((guest) -> guest.callLong("sum"))).isEqualTo(3);
		}
	}

}
