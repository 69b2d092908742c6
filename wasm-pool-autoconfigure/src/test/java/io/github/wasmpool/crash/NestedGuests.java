package io.github.wasmpool.crash;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;

import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.WasmTrapException.Code;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;

/**
 * Enters guests inside of guests that use most of their stack, and lets the innermost
 * recurse without end.
 */
final class NestedGuests {

	/** {@code fill} calls the host at the end of a recursion of some depth. */
	private static final String GUEST = """
			(module
				(import "env" "nest" (func $nest (param i32) (result i32)))
				(func $down (param $frames i32) (param $level i32) (result i32)
					(if (result i32) (i32.eqz (local.get $frames))
						(then (call $nest (local.get $level)))
						(else (i32.add (local.get $frames)
							(i32.sub (call $down (i32.sub (local.get $frames) (i32.const 1)) (local.get $level))
								(local.get $frames))))))
				(func (export "fill") (param i32 i32) (result i32) (call $down (local.get 0) (local.get 1)))
				(func $recurse (export "recurse") (param i32) (result i32)
					(i32.add (i32.const 1) (call $recurse (local.get 0)))))
			""";

	/** How many guests are beneath the one that recurses without end. */
	private static final int[] LEVELS = { 0, 1, 2, 3, 4, 5, 8, 20, 33 };

	private static final AtomicReference<IntFunction<Integer>> NEST = new AtomicReference<>((level) -> 0);

	private static final AtomicInteger TRAPPED = new AtomicInteger();

	private static final AtomicInteger REFUSED = new AtomicInteger();

	private NestedGuests() {
	}

	public static void main(String[] args) throws Exception {
		HostFunction nest = HostFunction.of("env", "nest",
				FunctionType.of(List.of(ValueType.I32), List.of(ValueType.I32)),
				(caller, values) -> NEST.get().apply((int) values[0]));
		for (int guestStack : new int[] { 256 << 10, 2 << 20 }) {
			try (WasmtimeRuntime runtime = new WasmtimeRuntime();
					WasmModule module = runtime.module(Wat.compile(GUEST))
						.guestStack(guestStack)
						.hostFunctions(nest)
						.build();
					WasmPool tight = dedicated(runtime, module, "tight", guestStack + (1 << 20));
					WasmPool wide = dedicated(runtime, module, "wide", 8 << 20);
					WasmPool caller = runtime.pool(module).name("caller").size(40).minIdle(0).build()) {
				Stack stack = new Stack(module, mostFrames(wide));
				String name = (guestStack >> 10) + " KiB ";
				Way inTight = (call) -> tight.useInstance(call::on);
				Way inWide = (call) -> wide.useInstance(call::on);
				Way inCaller = (call) -> caller.useInstance(call::on);
				Way acquired = (call) -> {
					try (WasmInstance instance = wide.acquire()) {
						call.on(instance);
					}
				};
				Way alone = (call) -> {
					try (WasmInstance instance = module.instantiate()) {
						call.on(instance);
					}
				};
				Way coordinated = (call) -> {
					try (var coordinator = tight.coordinator(1)) {
						coordinator.broadcast((instance) -> {
							call.on(instance);
							return 0;
						});
					}
				};
				stack.tryAll(name + "tight", inTight);
				stack.tryAll(name + "wide", inWide);
				stack.tryAll(name + "acquired", acquired);
				stack.tryAll(name + "coordinated", coordinated);
				stack.tryAll(name + "two pools", inTight, inWide);
				stack.tryAll(name + "caller", inCaller);
				stack.tryAll(name + "dedicated in caller", inCaller, inTight);
				stack.tryAll(name + "caller in dedicated", inTight, inCaller);
				stack.tryAll(name + "alone in dedicated", inWide, alone);
				stack.tryAll(name + "alone", alone);
			}
		}
		Scenario.say("null checks " + NullChecks.provoke());
	}

	private static WasmPool dedicated(WasmtimeRuntime runtime, WasmModule module, String name, long stack) {
		return runtime.pool(module)
			.name(name)
			.size(40)
			.minIdle(0)
			.execution(ExecutionMode.DEDICATED)
			.dedicatedThreadStack(stack)
			.build();
	}

	/**
	 * Find out how deep a guest can recurse and still call the host.
	 */
	private static int mostFrames(WasmPool pool) {
		int frames = 1000;
		while (true) {
			int next = frames + frames / 50;
			try {
				pool.useInstance((instance) -> instance.callInt("fill", next, 0));
				frames = next;
			}
			catch (WasmTrapException ex) {
				return frames;
			}
		}
	}

	/**
	 * Guests inside of guests.
	 *
	 * @param module their module
	 * @param frames the depth at which each of them has used most of its stack
	 */
	private record Stack(WasmModule module, int frames) {

		/**
		 * Try each number of guests, and say how many traps and refusals came of it.
		 */
		void tryAll(String name, Way... ways) throws InterruptedException {
			TRAPPED.set(0);
			REFUSED.set(0);
			for (int last : LEVELS) {
				NEST.set((level) -> enter(ways, level, last));
				Scenario.onThread(8 << 20, () -> enter(ways, 0, last));
			}
			NEST.set((level) -> 0);
			Scenario.say(name + " trapped " + TRAPPED + ", refused " + REFUSED);
		}

		private int enter(Way[] ways, int level, int last) {
			try {
				if (level < last) {
					ways[level % ways.length].enter((instance) -> instance.callInt("fill", this.frames, level + 1));
				}
				else {
					ways[level % ways.length].enter((instance) -> instance.callInt("recurse", 0));
				}
			}
			catch (WasmTrapException ex) {
				TRAPPED.addAndGet((ex.code() == Code.STACK_OVERFLOW) ? 1 : 0);
			}
			catch (StackOverflowError ex) {
				REFUSED.incrementAndGet();
			}
			return 0;
		}

	}

	private interface Call {

		void on(WasmInstance instance);

	}

	private interface Way {

		void enter(Call call);

	}

}
