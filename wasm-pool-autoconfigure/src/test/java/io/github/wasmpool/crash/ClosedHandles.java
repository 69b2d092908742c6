package io.github.wasmpool.crash;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

import io.github.wasmpool.WasmCoordinator;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleBuilder;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolBuilder;
import io.github.wasmpool.Wat;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import io.github.wasmpool.type.MemoryLimits;

/**
 * Uses pools, modules and runtimes after they were closed, each in every way there is.
 */
final class ClosedHandles {

	private ClosedHandles() {
	}

	public static void main(String[] args) {
		WasmtimeRuntime runtime = new WasmtimeRuntime();
		WasmModule module = runtime.module(Wat.compile(Wat.STATE)).build();
		WasmModule other = runtime.module(Wat.compile(Wat.CALLS)).executionTimeout(Duration.ofMillis(50)).build();
		WasmPool pool = runtime.pool(module).name("closed").size(2).shutdownGracePeriod(Duration.ZERO).build();
		WasmPool open = runtime.pool(other).name("open").size(2).shutdownGracePeriod(Duration.ZERO).build();
		WasmModuleBuilder moduleBuilder = runtime.module(Wat.compile("(module)"));
		WasmPoolBuilder ofModule = runtime.pool(module).name("late");
		WasmPoolBuilder ofRuntime = runtime.pool(other).name("later");
		Scenario.sayOutcomes(pool(pool));
		module.close();
		Scenario.sayOutcomes(module(module, ofModule, open));
		WasmInstance loan = open.acquire();
		WasmInstance alone = other.instantiate();
		runtime.close();
		Scenario.sayOutcomes(runtime(runtime, other, moduleBuilder, ofRuntime));
		Scenario.say("loan stopped: " + Scenario.outcome(() -> done(() -> loan.callVoid("spin"))));
		Scenario.say("instance stopped: " + Scenario.outcome(() -> done(() -> alone.callVoid("spin"))));
		loan.close();
		alone.close();
		Scenario.say("null checks " + NullChecks.provoke());
	}

	private static Map<String, Callable<?>> pool(WasmPool pool) {
		Counter client = pool.client(Counter.class);
		WasmCoordinator coordinator = pool.coordinator(1);
		WasmInstance loan = pool.acquire();
		WasmModule ofPool = pool.module();
		loan.close();
		coordinator.close();
		pool.close();
		Map<String, Callable<?>> uses = new LinkedHashMap<>();
		uses.put("pool acquire", pool::acquire);
		uses.put("pool tryAcquire", pool::tryAcquire);
		uses.put("pool release", () -> done(() -> pool.release(loan)));
		uses.put("pool call", () -> pool.callLong("count"));
		uses.put("pool client", client::count);
		uses.put("pool coordinator", () -> pool.coordinator(1));
		uses.put("pool prefill", () -> done(pool::prefill));
		uses.put("pool resize", () -> done(() -> pool.resize(3)));
		uses.put("pool reseed", () -> done(() -> pool.reseed((instance) -> instance.callLong("count"))));
		uses.put("pool replace", () -> done(() -> pool.replace(Wat.compile(Wat.STATE))));
		uses.put("pool run", () -> pool.run(new byte[0]));
		uses.put("pool sharedMemory", pool::sharedMemory);
		uses.put("coordinator broadcast", () -> coordinator.broadcast((instance) -> instance.callLong("count")));
		uses.put("coordinator column", () -> coordinator.mapInt("grow", new int[1]));
		uses.put("module of the pool", () -> ofPool.instantiate());
		return uses;
	}

	private static Map<String, Callable<?>> module(WasmModule module, WasmPoolBuilder builder, WasmPool open) {
		Map<String, Callable<?>> uses = new LinkedHashMap<>();
		uses.put("module instantiate", module::instantiate);
		uses.put("module withMemory", () -> module.withMemory(MemoryLimits.of(1, 2)));
		uses.put("module snapshot", () -> module.snapshot((instance) -> instance.callLong("count")));
		uses.put("module pool", builder::build);
		uses.put("module replace", () -> done(() -> open.replace(module)));
		return uses;
	}

	private static Map<String, Callable<?>> runtime(WasmtimeRuntime runtime, WasmModule open,
			WasmModuleBuilder moduleBuilder, WasmPoolBuilder poolBuilder) {
		Map<String, Callable<?>> uses = new LinkedHashMap<>();
		uses.put("runtime module", moduleBuilder::build);
		uses.put("runtime pool", poolBuilder::build);
		uses.put("runtime new module", () -> runtime.module(Wat.compile("(module)")).build());
		uses.put("runtime new pool", () -> runtime.pool(open).build());
		uses.put("runtime instance stopped", () -> {
			try (WasmInstance late = open.instantiate()) {
				late.callVoid("spin");
				return late;
			}
		});
		return uses;
	}

	private static Object done(Runnable work) {
		work.run();
		return work;
	}

	/**
	 * Exports of the guest.
	 */
	interface Counter {

		long count();

	}

}
