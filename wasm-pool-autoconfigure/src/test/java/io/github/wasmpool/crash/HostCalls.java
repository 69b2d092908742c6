package io.github.wasmpool.crash;

import java.time.Duration;
import java.util.List;

import io.github.wasmpool.Effort;
import io.github.wasmpool.WasmHostFunctionException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;

/**
 * Lets guests call the host more often than a small heap can hold, and guest and host
 * call each other without end at all depths of the stack.
 */
public final class HostCalls {

	private static final String GUEST = """
			(module
				(import "env" "count" (func $count (param i32) (result i32)))
				(import "env" "again" (func $again (param i32) (result i32)))
				(memory 1)
				(func (export "storm") (param i32)
					(loop
						(drop (call $count (local.get 0)))
						(br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
				(func (export "again") (param i32) (result i32) (call $again (local.get 0))))
			""";

	private static final FunctionType SAME = FunctionType.of(List.of(ValueType.I32), List.of(ValueType.I32));

	static final int DEPTHS = Effort.of(6, 40);

	private HostCalls() {
	}

	public static void main(String[] args) throws InterruptedException {
		HostFunction count = HostFunction.of("env", "count", SAME, (caller, values) -> values[0]);
		HostFunction again = HostFunction.of("env", "again", SAME,
				(caller, values) -> caller.function("again").call(values));
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(Wat.compile(GUEST))
					.executionTimeout(Duration.ofMinutes(2))
					.hostFunctions(count, again)
					.build();
				WasmPool pool = runtime.pool(module).size(4).build()) {
			Scenario.say("refused " + Scenario.sum(Scenario.start(4, () -> storm(pool, 3))));
			pool.useInstance((instance) -> instance.callVoid("storm", 5_000));
			Scenario.say("few are allowed");
			Scenario.say("turns " + Scenario.onThread(0, () -> turns(pool, 0)));
			int ended = 0;
			for (int depth = 0; depth < DEPTHS; depth++) {
				int frames = 100 * depth;
				ended += Scenario.onThread(8 << 20, () -> turns(pool, frames));
			}
			Scenario.say("deep turns " + ended);
			Scenario.say("null checks " + NullChecks.provoke());
		}
	}

	private static int storm(WasmPool pool, int times) {
		int refused = 0;
		for (int i = 0; i < times; i++) {
			try (WasmInstance instance = pool.acquire(Duration.ofMinutes(1))) {
				instance.callVoid("storm", 1_000_000);
			}
			catch (WasmHostFunctionException ex) {
				refused += String.valueOf(ex.getMessage()).contains("as many as the heap can hold") ? 1 : 0;
			}
		}
		return refused;
	}

	/**
	 * Let guest and host call each other without end, below Java frames.
	 * @return 1 if that ended with the stack of the guest
	 */
	private static int turns(WasmPool pool, int frames) {
		if (frames > 0) {
			return turns(pool, frames - 1);
		}
		try (WasmInstance instance = pool.acquire(Duration.ofMinutes(1))) {
			instance.callVoid("again", 1);
			return 0;
		}
		catch (WasmHostFunctionException ex) {
			Throwable cause = ex;
			while (cause.getCause() instanceof WasmHostFunctionException inner) {
				cause = inner;
			}
			return (cause.getCause() instanceof WasmTrapException trap
					&& trap.code() == WasmTrapException.Code.STACK_OVERFLOW) ? 1 : 0;
		}
	}

}
