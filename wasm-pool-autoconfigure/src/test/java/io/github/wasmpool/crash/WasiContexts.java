package io.github.wasmpool.crash;

import java.util.List;

import io.github.wasmpool.MissingImports;
import io.github.wasmpool.WasmCoordinator;
import io.github.wasmpool.WasmExitException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * Runs guests with imports of WASI in many stores of one module at once, and ends them
 * with every kind of exit code.
 */
final class WasiContexts {

	private static final String IMPORTS = """
			(module
				(import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
				(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
				(memory (export "memory") 1)
				(func (export "draw") (result i32) (call $random (i32.const 8) (i32.const 4)))
				(func (export "exit") (param i32) (call $exit (local.get 0)))
			""";

	private static final List<Integer> CODES = List.of(0, 1, 2, 125, 126, 127, 128, 139, 255, 256, 65_536, -1,
			Integer.MAX_VALUE, Integer.MIN_VALUE);

	private WasiContexts() {
	}

	public static void main(String[] args) {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(Wat.compile(IMPORTS + ")")).build();
				WasmPool pool = runtime.pool(module).name("first").size(3).build();
				WasmPool second = runtime.pool(module).name("second").size(3).build();
				WasmInstance alone = module.instantiate()) {
			int drawn = 0;
			for (int i = 0; i < 50; i++) {
				try (WasmInstance one = pool.acquire();
						WasmInstance other = second.acquire();
						WasmCoordinator several = pool.coordinator(2)) {
					drawn += several.broadcast((instance) -> instance.callInt("draw")).size();
					drawn += 3 + one.callInt("draw") + other.callInt("draw") + alone.callInt("draw");
				}
			}
			Scenario.say("drawn " + drawn);
			int exits = 0;
			for (int code : CODES) {
				exits += (exit(pool, code) == code && run(runtime, code) == code) ? 1 : 0;
			}
			Scenario.say("exits " + (exits == CODES.size()));
			String unknown = IMPORTS.replace("random_get", "no_such_function") + ")";
			Scenario.say("unknown: " + Scenario.outcome(() -> draw(runtime, unknown, MissingImports.REFUSE)));
			Scenario.say("unknown called: " + Scenario.outcome(() -> draw(runtime, unknown, MissingImports.TRAP)));
			String mistyped = IMPORTS.replace("(param i32 i32) (result i32)))", "(param i64 i32) (result i32)))")
				.replace("(call $random (i32.const 8)", "(call $random (i64.const 8)") + ")";
			Scenario.say("mistyped: " + Scenario.outcome(() -> draw(runtime, mistyped, MissingImports.REFUSE)));
		}
		Scenario.say("null checks " + NullChecks.provoke());
	}

	private static int exit(WasmPool pool, int code) {
		try {
			pool.callVoid("exit", code);
			throw new AssertionError("The guest went on");
		}
		catch (WasmExitException ex) {
			return ex.getExitCode();
		}
	}

	private static int run(WasmtimeRuntime runtime, int code) {
		String command = IMPORTS + "(func (export \"_start\") (call $exit (i32.const " + code + "))))";
		try (WasmModule module = runtime.module(Wat.compile(command)).build();
				WasmPool pool = runtime.pool(module).name("command").size(1).build()) {
			return pool.run(new byte[0]).exitCode();
		}
	}

	private static int draw(WasmtimeRuntime runtime, String guest, MissingImports missing) {
		try (WasmModule module = runtime.module(Wat.compile(guest)).missingImports(missing).build();
				WasmInstance instance = module.instantiate()) {
			return instance.callInt("draw");
		}
	}

}
