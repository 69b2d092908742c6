package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.wasmpool.Wat;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.host.WasmCaller;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/**
 * A guest that calls Java, and what it calls.
 */
abstract class HostFunctionScenario {

	static final String GUEST = """
			(module
				(import "env" "mix" (func $mix (param i32 i64 f32 f64) (result f64 f32 i64 i32)))
				(import "env" "touch" (func $touch (param i32) (result i32)))
				(import "other" "touch" (func $other (param i64)))
				(import "env" "memory" (memory 1 4))
				(global (export "level") (mut i32) (i32.const 3))
				(func (export "mix") (param i32 i64 f32 f64) (result f64 f32 i64 i32)
					(call $mix (local.get 0) (local.get 1) (local.get 2) (local.get 3)))
				(func (export "touch") (param i32) (result i32) (call $touch (local.get 0)))
				(func (export "other") (param i64) (call $other (local.get 0)))
				(func (export "repeat") (param i32) (result i32) (local $last i32)
					(loop
						(local.set $last (call $touch (local.get 0)))
						(br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
					(local.get $last))
				(func (export "inc") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
				(func (export "fail") (unreachable))
				(func (export "spin") (loop (br 0)))
				(func (export "grow") (result i32) (memory.grow (i32.const 1))))
			""";

	/** What each import does, by module and name. */
	final Map<String, HostFunction.Body> bodies = new ConcurrentHashMap<>();

	final WasmtimeRuntime runtime = new WasmtimeRuntime();

	final WasmModule module = this.runtime.module(Wat.compile(GUEST))
		.name("guest")
		.executionTimeout(Duration.ofSeconds(5))
		.hostFunctions(
				function("env", "mix", List.of(ValueType.I32, ValueType.I64, ValueType.F32, ValueType.F64),
						List.of(ValueType.F64, ValueType.F32, ValueType.I64, ValueType.I32)),
				function("env", "touch", List.of(ValueType.I32), List.of(ValueType.I32)),
				function("other", "touch", List.of(ValueType.I64), List.of()))
		.build();

	final WasmInstance instance = this.module.instantiate();

	private HostFunction function(String module, String name, List<ValueType> params, List<ValueType> results) {
		return HostFunction.of(module, name, FunctionType.of(params, results),
				(caller, args) -> this.bodies.getOrDefault(module + "." + name, HostFunctionScenario::unexpected)
					.call(caller, args));
	}

	private static @Nullable Object unexpected(WasmCaller caller, Object[] args) {
		throw new AssertionError("Not expected to be called");
	}

	final void touch(HostFunction.Body body) {
		this.bodies.put("env.touch", body);
	}

	@AfterEach
	void close() {
		this.instance.close();
		this.module.close();
		this.runtime.close();
	}

}
