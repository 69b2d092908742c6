package io.github.wasmpool.crash;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

import io.github.wasmpool.Effort;
import io.github.wasmpool.EngineOptions;
import io.github.wasmpool.EngineOptions.Optimization;
import io.github.wasmpool.LoanOptions;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleBuilder;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import io.github.wasmpool.binary.FunctionShapes;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import io.github.wasmpool.type.MemoryLimits;
import org.jspecify.annotations.Nullable;

/**
 * Sets the shortest and the longest deadlines there are, and sets deadlines to what the
 * engine does not interrupt: a start, a memory that is filled, a compilation.
 */
final class Deadlines {

	private static final Duration EVER = Duration.ofSeconds(Long.MAX_VALUE);

	/** Filled at once, 64 KiB each. */
	private static final int PAGES = Effort.of(2_000, MemoryLimits.HIGHEST_PAGES);

	private static final String STARTING = """
			(module
				(global $turns (mut i32) (i32.const 0))
				(func $start (loop $again
					(global.set $turns (i32.add (global.get $turns) (i32.const 1)))
					(br_if $again (i32.lt_u (global.get $turns) (i32.const 1000)))))
				(func (export "turns") (result i32) (global.get $turns))
				(start $start))
			""";

	private static final String FILLING = """
			(module
				(memory (export "memory") 1 32767)
				(func (export "fill") (loop $again
					(memory.fill (i32.const 0) (i32.const 1) (i32.mul (memory.size) (i32.const 65536)))
					(br $again))))
			""";

	private Deadlines() {
	}

	public static void main(String[] args) throws Exception {
		EngineOptions options = new EngineOptions(Optimization.SPEED, Duration.ofMillis(1), 1);
		try (WasmtimeRuntime runtime = new WasmtimeRuntime(options)) {
			Scenario.sayOutcomes(extremes(runtime));
			Scenario.sayOutcomes(starts(runtime));
			Scenario.say("filled: " + Scenario.outcome(() -> fill(runtime)));
			compileMeanwhile(runtime);
		}
		Scenario.say("null checks " + NullChecks.provoke());
	}

	private static Map<String, Callable<?>> extremes(WasmtimeRuntime runtime) {
		Map<String, Callable<?>> uses = new LinkedHashMap<>();
		uses.put("module negative", () -> call(runtime, Duration.ofNanos(-1), null, null));
		uses.put("module longest", () -> call(runtime, EVER, null, null));
		uses.put("module shortest", () -> spin(runtime, Duration.ofNanos(1)));
		uses.put("pool negative", () -> call(runtime, Duration.ofSeconds(1), Duration.ofSeconds(Long.MIN_VALUE), null));
		uses.put("pool longest", () -> call(runtime, Duration.ofSeconds(1), EVER, null));
		uses.put("pool nearly longest", () -> call(runtime, EVER, Duration.ofNanos(Long.MAX_VALUE), null));
		uses.put("loan negative", () -> call(runtime, EVER, EVER, Duration.ofNanos(-1)));
		uses.put("loan longest", () -> call(runtime, Duration.ofSeconds(1), Duration.ofSeconds(1), EVER));
		uses.put("loan longest of all", () -> call(runtime, EVER, EVER, EVER));
		return uses;
	}

	private static int call(WasmtimeRuntime runtime, Duration ofModule, @Nullable Duration ofPool,
			@Nullable Duration ofLoan) {
		try (WasmModule module = runtime.module(Wat.compile(Wat.CALLS)).executionTimeout(ofModule).build();
				WasmPool pool = runtime.pool(module).size(1).executionTimeout(ofPool).build()) {
			LoanOptions options = (ofLoan != null) ? LoanOptions.ofPool().withExecutionTimeout(ofLoan)
					: LoanOptions.ofPool();
			try (WasmInstance instance = pool.acquire(options)) {
				return instance.callInt("addInts", 1, 2);
			}
		}
	}

	private static int spin(WasmtimeRuntime runtime, Duration timeout) {
		try (WasmModule module = runtime.module(Wat.compile(Wat.CALLS)).executionTimeout(timeout).build();
				WasmInstance instance = module.instantiate()) {
			instance.callVoid("spin");
			return 0;
		}
	}

	private static Map<String, Callable<?>> starts(WasmtimeRuntime runtime) {
		Map<String, Callable<?>> uses = new LinkedHashMap<>();
		uses.put("start without deadline", () -> start(runtime, STARTING, null));
		uses.put("start with the longest", () -> start(runtime, STARTING, EVER));
		uses.put("start without end",
				() -> start(runtime, STARTING.replace("(i32.const 1000)", "(i32.const -1)"), Duration.ofMillis(20)));
		return uses;
	}

	private static int start(WasmtimeRuntime runtime, String guest, @Nullable Duration timeout) {
		WasmModuleBuilder builder = runtime.module(Wat.compile(guest)).interruptible(true);
		if (timeout != null) {
			builder.initializationTimeout(timeout);
		}
		try (WasmModule module = builder.build(); WasmInstance instance = module.instantiate()) {
			if (instance.callInt("turns") != 1_000) {
				throw new AssertionError("The start did not end");
			}
			return 0;
		}
	}

	/**
	 * Fill a memory again and again. Each time is one instruction, which is not
	 * interrupted.
	 */
	private static int fill(WasmtimeRuntime runtime) {
		try (WasmModule module = runtime.module(Wat.compile(FILLING))
			.memory(MemoryLimits.of(PAGES, PAGES))
			.executionTimeout(Duration.ofMillis(10))
			.build(); WasmInstance instance = module.instantiate()) {
			instance.callVoid("fill");
			return 0;
		}
	}

	/**
	 * Let guests loop while a module is compiled, which takes a second or so.
	 */
	private static void compileMeanwhile(WasmtimeRuntime runtime) throws InterruptedException {
		byte[] slow = FunctionShapes.module("locals100-interp", 1_000);
		try (WasmModule module = runtime.module(Wat.compile(Wat.CALLS)).executionTimeout(Duration.ofMillis(2)).build();
				WasmPool pool = runtime.pool(module).size(1).build()) {
			FutureTask<Integer> compiling = Scenario.start(() -> {
				runtime.module(slow).build().close();
				return 1;
			});
			int stopped = 0;
			while (!compiling.isDone()) {
				stopped += Scenario.outcome(() -> {
					pool.callVoid("spin");
					return 0;
				}).equals("WasmExecutionTimeoutException") ? 1 : 0;
			}
			Scenario.say("compiled " + Scenario.end(compiling));
			Scenario.say("stopped meanwhile " + ((stopped > 1) ? "several" : stopped));
		}
	}

}
