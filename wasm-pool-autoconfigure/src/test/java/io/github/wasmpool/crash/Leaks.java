package io.github.wasmpool.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.github.wasmpool.Effort;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;

/**
 * Borrows and calls a great many times and looks at what is left behind.
 */
final class Leaks {

	private static final int LOANS = Effort.of(10_000, 100_000);

	private static final int LOANS_WITH_IMPORTS = Effort.of(1_500, 10_000);

	private static final String IMPORTING = """
			(module
				(import "env" "plus" (func $plus (param i32 i32) (result i32)))
				(memory 1)
				(func (export "add") (param i32 i32) (result i32) (call $plus (local.get 0) (local.get 1))))
			""";

	private static final HostFunction PLUS = HostFunction.of("env", "plus",
			FunctionType.of(List.of(ValueType.I32, ValueType.I32), List.of(ValueType.I32)),
			(caller, args) -> (int) args[0] + (int) args[1]);

	private Leaks() {
	}

	public static void main(String[] args) throws IOException, InterruptedException {
		WasmtimeRuntime runtime = new WasmtimeRuntime();
		WasmModule module = runtime.module(Wat.compile(Wat.STATE)).build();
		WasmPool pool = runtime.pool(module).size(4).build();
		Scenario.say("files " + temporaryFiles());
		borrow(pool, LOANS / 5);
		long before = residentKilobytes();
		borrow(pool, LOANS);
		long after = residentKilobytes();
		Scenario.say("resident " + before + " kB, then " + after + " kB");
		Scenario.say("grown by less than 20 MB: " + (after - before < 20 << 10));
		callHost(runtime, LOANS_WITH_IMPORTS / 2);
		before = residentKilobytes();
		callHost(runtime, LOANS_WITH_IMPORTS);
		Scenario.say("with imports by less than 20 MB: " + (residentKilobytes() - before < 20 << 10));
		pool.close();
		module.close();
		runtime.close();
		Scenario.say("threads " + threads());
	}

	private static void borrow(WasmPool pool, int loans) {
		for (int i = 0; i < loans; i++) {
			try (WasmInstance instance = pool.acquire()) {
				instance.memory().writeInt(1_000, i);
				if (instance.callLong("count") != 41 || (long) instance.global("counter").get() != 41
						|| instance.callInt("hidden") != 7) {
					throw new AssertionError("A loan was not clean");
				}
			}
		}
	}

	private static void callHost(WasmtimeRuntime runtime, int loans) {
		try (WasmModule module = runtime.module(Wat.compile(IMPORTING)).hostFunctions(PLUS).build();
				WasmPool pool = runtime.pool(module).name("importing").size(4).build()) {
			for (int i = 0; i < loans; i++) {
				try (WasmInstance instance = pool.acquire()) {
					if (instance.callInt("add", i, 1) != i + 1) {
						throw new AssertionError("The host was not called");
					}
				}
			}
		}
	}

	/**
	 * Measure the memory of this process.
	 */
	static long residentKilobytes() throws IOException {
		System.gc();
		try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
			return lines.filter((line) -> line.startsWith("VmRSS:"))
				.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")))
				.sum();
		}
	}

	private static long temporaryFiles() throws IOException {
		try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
			return files.count();
		}
	}

	/**
	 * Count the threads of the runtime, which may take a moment to end.
	 */
	private static long threads() throws InterruptedException {
		long count = Long.MAX_VALUE;
		for (int i = 0; i < 100 && count > 0; i++) {
			Thread.sleep(20);
			count = Thread.getAllStackTraces()
				.keySet()
				.stream()
				.filter((thread) -> thread.getName().startsWith("wasm-"))
				.count();
		}
		return count;
	}

}
