package io.github.wasmpool.crash;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.wasmpool.WasmHostFunctionException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;

/**
 * Lets two guests of one pool make as many host calls as the heap can hold, and stay
 * inside, while others make some.
 */
public final class HostCallShares {

	private static final String GUEST = """
			(module
				(import "env" "last" (func $last (param i32)))
				(func (export "storm") (param i32)
					(loop
						(local.set 0 (i32.sub (local.get 0) (i32.const 1)))
						(call $last (local.get 0))
						(br_if 0 (local.get 0)))))
			""";

	private static final FunctionType INT = FunctionType.of(List.of(ValueType.I32), List.of());

	private HostCallShares() {
	}

	public static void main(String[] args) throws Exception {
		int half = (int) (Runtime.getRuntime().maxMemory() / 256 / 2) - 512;
		CountDownLatch inside = new CountDownLatch(1);
		CountDownLatch over = new CountDownLatch(1);
		HostFunction stays = HostFunction.of("env", "last", INT, (caller, values) -> {
			if ((int) values[0] == 0) {
				inside.countDown();
				over.await(1, TimeUnit.MINUTES);
			}
			return null;
		});
		HostFunction returns = HostFunction.of("env", "last", INT, (caller, values) -> null);
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(Wat.compile(GUEST))
					.executionTimeout(Duration.ofMinutes(2))
					.hostFunctions(returns)
					.build();
				WasmPool greedy = runtime.pool(module).name("greedy").size(2).hostFunctions(stays).build();
				WasmPool modest = runtime.pool(module).name("modest").size(1).build();
				WasmInstance alone = module.instantiate()) {
			FutureTask<String> first = Scenario.start(() -> storm(greedy, half));
			inside.await();
			FutureTask<String> second = Scenario.start(() -> storm(greedy, half));
			try {
				Scenario.say("the second was " + second.get(20, TimeUnit.SECONDS));
			}
			catch (TimeoutException ex) {
				Scenario.say("the second stays inside");
			}
			for (int calls : new int[] { 1, 100, 10_000 }) {
				Scenario.say("modest " + calls + " " + storm(modest, calls));
			}
			alone.callVoid("storm", 10_000);
			Scenario.say("alone 10000 made");
			try (WasmPool late = runtime.pool(module).name("late").size(1).build()) {
				Scenario.say("late 10000 " + storm(late, 10_000));
			}
			over.countDown();
			Scenario.say("the first has " + first.get());
			Scenario.say("again " + storm(greedy, half));
		}
	}

	private static String storm(WasmPool pool, int calls) {
		try {
			pool.useInstance((instance) -> instance.callVoid("storm", calls));
			return "made";
		}
		catch (WasmHostFunctionException ex) {
			return "refused: " + ex.getMessage();
		}
	}

}
