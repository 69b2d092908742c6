package io.github.wasmpool.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * Links guests with many host functions, again and again, and counts what the engine maps
 * for them.
 */
final class ManyImports {

	private static final int IMPORTS = 200;

	private static final int INSTANCES = 50;

	private ManyImports() {
	}

	public static void main(String[] args) throws IOException {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule few = module(runtime, 1);
				WasmModule many = module(runtime, IMPORTS)) {
			long ofFew = mappings(few);
			long ofMany = mappings(many);
			Scenario.say("mappings " + ofFew + ", then " + ofMany);
			Scenario.say("as many: " + (ofMany < ofFew + INSTANCES));
			try (WasmPool pool = runtime.pool(many).size(2).build()) {
				for (int seed = 1; seed <= 20; seed++) {
					int value = seed;
					pool.reseed((instance) -> instance.callInt("last", value));
				}
				Scenario.say("sum " + pool.callInt("sum"));
			}
		}
		Scenario.say("null checks " + NullChecks.provoke());
	}

	private static WasmModule module(WasmtimeRuntime runtime, int imports) {
		StringBuilder text = new StringBuilder("(module ");
		List<HostFunction> functions = new ArrayList<>();
		for (int i = 0; i < imports; i++) {
			text.append("(import \"env\" \"f").append(i).append("\" (func $f").append(i).append(" (result i32)))");
			int value = i;
			functions.add(HostFunction.of("env", "f" + i, (caller, values) -> value));
		}
		text.append("(memory (export \"memory\") 1) (global $last (mut i32) (i32.const 0))"
				+ " (func (export \"last\") (param i32) (result i32) (global.set $last (local.get 0)) (call $f0))"
				+ " (func (export \"sum\") (result i32) (global.get $last)");
		for (int i = 0; i < imports; i++) {
			text.append("(i32.add (call $f").append(i).append("))");
		}
		return runtime.module(Wat.compile(text + "))")).hostFunctions(functions.toArray(HostFunction[]::new)).build();
	}

	/**
	 * Count the mappings of the process that come with instances which have called all
	 * their imports.
	 */
	private static long mappings(WasmModule module) throws IOException {
		List<WasmInstance> all = new ArrayList<>();
		module.instantiate().close();
		long before = mappings();
		for (int i = 0; i < INSTANCES; i++) {
			all.add(module.instantiate());
			all.get(i).callInt("sum");
		}
		long after = mappings();
		all.forEach(WasmInstance::close);
		return after - before;
	}

	private static long mappings() throws IOException {
		try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
			return lines.count();
		}
	}

}
