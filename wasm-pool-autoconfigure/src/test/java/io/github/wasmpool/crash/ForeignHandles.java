package io.github.wasmpool.crash;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;

import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.WasmGlobal;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.host.WasmCaller;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * Uses what belongs to one guest, pool or runtime with another.
 */
final class ForeignHandles {

	private static final String GUEST = """
			(module
				(import "env" "touch" (func $touch (param i32) (result i32)))
				(memory (export "memory") 1 2)
				(table (export "table") 2 funcref)
				(global (export "level") (mut i32) (i32.const 1))
				(func (export "same") (param i32) (result i32) (local.get 0))
				(func (export "reference") (param externref) (result externref) (local.get 0))
				(func (export "touch") (param i32) (result i32) (call $touch (local.get 0))))
			""";

	private ForeignHandles() {
	}

	public static void main(String[] args) throws Exception {
		AtomicReference<HostFunction.Body> body = new AtomicReference<>((caller, values) -> values[0]);
		HostFunction touch = HostFunction.of("env", "touch", (caller, values) -> body.get().call(caller, values));
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmtimeRuntime second = new WasmtimeRuntime();
				WasmModule module = runtime.module(Wat.compile(GUEST)).hostFunctions(touch).build();
				WasmModule elsewhere = second.module(Wat.compile(GUEST)).hostFunctions(touch).build();
				WasmPool one = runtime.pool(module).name("one").size(2).build();
				WasmPool other = runtime.pool(module).name("other").size(2).build();
				WasmPool far = second.pool(elsewhere).name("far").size(2).build()) {
			Scenario.sayOutcomes(mixed(runtime, module, elsewhere, one, other, far));
			Scenario.say("kept " + keep(one, other, body));
			body.set((caller, values) -> other.callInt("same", values[0]) + far.callInt("same", values[0]));
			Scenario.say("one function for all " + (one.callInt("touch", 1) + far.callInt("touch", 2)));
		}
		Scenario.say("null checks " + NullChecks.provoke());
	}

	private static Map<String, Callable<?>> mixed(WasmtimeRuntime runtime, WasmModule module, WasmModule elsewhere,
			WasmPool one, WasmPool other, WasmPool far) {
		WasmInstance alone = module.instantiate();
		WasmInstance loan = other.acquire();
		WasmInstance farLoan = far.acquire();
		Map<String, Callable<?>> uses = new LinkedHashMap<>();
		uses.put("loan of another pool", () -> done(() -> one.release(loan)));
		uses.put("loan of another runtime", () -> done(() -> one.release(farLoan)));
		uses.put("instance of no pool", () -> done(() -> one.release(alone)));
		uses.put("module of another runtime", () -> runtime.pool(elsewhere).name("mixed").build());
		uses.put("code of another runtime", () -> done(() -> one.replace(elsewhere)));
		uses.put("instance as argument", () -> alone.callInt("same", loan));
		uses.put("function as argument", () -> alone.callInt("same", loan.function("same")));
		uses.put("reference as argument", () -> alone.call("reference", new Object()));
		uses.put("table as function", () -> alone.function("table"));
		uses.put("table as memory", () -> alone.memory("table"));
		uses.put("table as global", () -> alone.global("table"));
		uses.put("memory as function", () -> alone.callInt("memory", 1));
		uses.put("all returned", () -> {
			for (WasmInstance each : List.of(alone, loan, farLoan)) {
				each.callInt("same", 1);
				each.close();
			}
			return 0;
		});
		return uses;
	}

	/**
	 * Keep what a host function is given, and use it while another guest calls the host,
	 * on another thread, and when the loan is over.
	 */
	private static String keep(WasmPool one, WasmPool other, AtomicReference<HostFunction.Body> body) throws Exception {
		List<Callable<?>> kept = new ArrayList<>();
		HostFunction.Body refuse = (caller, values) -> refused(kept);
		int inside;
		int elsewhere;
		int between;
		try (WasmInstance first = one.acquire(); WasmInstance next = other.acquire()) {
			body.set((caller, values) -> {
				kept.addAll(uses(caller));
				return 0;
			});
			first.callInt("touch", 0);
			between = refused(kept);
			elsewhere = Scenario.end(Scenario.start(() -> refused(kept)));
			body.set(refuse);
			inside = next.callInt("touch", 0);
		}
		return between + " " + elsewhere + " " + inside + " " + refused(kept) + " of " + kept.size();
	}

	private static List<Callable<?>> uses(WasmCaller caller) {
		WasmMemory memory = caller.memory();
		WasmFunction function = caller.function("same");
		WasmGlobal global = caller.global("level");
		memory.readInt(0);
		return List.of(() -> caller.function("same"), caller::memory, () -> caller.global("level"),
				() -> memory.readInt(0), () -> done(() -> memory.writeInt(0, 7)), () -> memory.grow(1), memory::size,
				() -> function.callInt(1), global::get, () -> done(() -> global.set(2)));
	}

	private static int refused(List<Callable<?>> uses) {
		int refused = 0;
		for (Callable<?> use : uses) {
			refused += Scenario.outcome(use).equals("IllegalStateException") ? 1 : 0;
		}
		return refused;
	}

	private static Object done(Runnable work) {
		work.run();
		return work;
	}

}
