package io.github.wasmpool.crash;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntUnaryOperator;

import io.github.wasmpool.Effort;
import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.WasmBatchException;
import io.github.wasmpool.WasmCoordinator;
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
import org.jspecify.annotations.Nullable;

/**
 * Enters guests inside of guests that use most of their stack, and lets the innermost
 * recurse without end.
 */
final class NestedGuests {

	/** {@code fill} calls the host at the end of a recursion of some depth. */
	private static final String GUEST = """
			(module
				(import "env" "nest" (func $nest (param i32) (result i32)))
				(func $fill (export "fill") (param $frames i32) (param $level i32) (result i32)
					(if (result i32) (i32.eqz (local.get $frames))
						(then (call $nest (local.get $level)))
						(else (i32.add (local.get $frames)
							(i32.sub (call $fill (i32.sub (local.get $frames) (i32.const 1)) (local.get $level))
								(local.get $frames))))))
				(func $recurse (export "recurse") (param i32 i32) (result i32)
					(i32.add (i32.const 1) (call $recurse (local.get 0) (local.get 1)))))
			""";

	/** How many guests are beneath the one that recurses without end. */
	static final int[] LEVELS = Arrays.copyOf(new int[] { 0, 1, 33, 2, 3, 4, 5, 8, 20 }, Effort.of(3, 9));

	private static final AtomicReference<IntUnaryOperator> NEST = new AtomicReference<>((level) -> 0);

	private static final AtomicInteger TRAPPED = new AtomicInteger();

	private static final AtomicInteger REFUSED = new AtomicInteger();

	private NestedGuests() {
	}

	public static void main(String[] args) throws Exception {
		HostFunction nest = HostFunction.of("env", "nest",
				FunctionType.of(List.of(ValueType.I32), List.of(ValueType.I32)),
				(caller, values) -> NEST.get().applyAsInt((int) values[0]));
		for (int guestStack : new int[] { 256 << 10, 2 << 20 }) {
			try (WasmtimeRuntime runtime = new WasmtimeRuntime();
					WasmModule module = runtime.module(Wat.compile(GUEST))
						.guestStack(guestStack)
						.executionTimeout(Duration.ofMinutes(1))
						.hostFunctions(nest)
						.build();
					WasmPool tight = dedicated(runtime, module, "tight", guestStack + (1 << 20));
					WasmPool wide = dedicated(runtime, module, "wide", 8 << 20);
					WasmPool caller = runtime.pool(module).name("caller").size(40).minIdle(0).build()) {
				tryAll((guestStack >> 10) + " KiB ", new Guests(mostFrames(wide)), module, tight, wide, caller);
			}
		}
		Scenario.say("null checks " + NullChecks.provoke());
	}

	private static void tryAll(String name, Guests guests, WasmModule module, WasmPool tight, WasmPool wide,
			WasmPool caller) throws Exception {
		guests.tryAll(name + "tight", false, of(tight));
		guests.tryAll(name + "wide", false, of(wide));
		guests.tryAll(name + "acquired", false, (export, frames, level) -> {
			try (WasmInstance instance = tight.acquire()) {
				return instance.callInt(export, frames, level);
			}
		});
		guests.tryAll(name + "column", false, (export, frames, level) -> tight.withInstance(
				(instance) -> instance.function(export).mapInt(new int[] { frames }, new int[] { level })[0]));
		Exports client = tight.client(Exports.class);
		guests.tryAll(name + "client", false, (export, frames, level) -> export.equals("fill")
				? client.fill(frames, level) : client.recurse(frames, level));
		guests.tryAll(name + "coordinator", false, (export, frames, level) -> {
			try (WasmCoordinator coordinator = tight.coordinator(1)) {
				return coordinator
					.<Integer, RuntimeException>broadcast((instance) -> instance.callInt(export, frames, level))
					.get(0);
			}
		});
		guests.tryAll(name + "two pools", false, of(tight), of(wide));
		guests.tryAll(name + "virtual", true, of(tight));
		guests.tryAll(name + "caller", false, of(caller));
		if (!name.startsWith("2048")) {
			// The stack of a carrier is smaller
			guests.tryAll(name + "virtual caller", true, of(caller));
		}
		guests.tryAll(name + "dedicated in caller", false, of(caller), of(tight));
		guests.tryAll(name + "caller in dedicated", false, of(tight), of(caller));
		Way alone = (export, frames, level) -> {
			try (WasmInstance instance = module.instantiate()) {
				return instance.callInt(export, frames, level);
			}
		};
		guests.tryAll(name + "alone", false, alone);
		guests.tryAll(name + "alone in dedicated", false, of(tight), alone);
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

	private static Way of(WasmPool pool) {
		return (export, frames, level) -> pool
			.<Integer, RuntimeException>withInstance((instance) -> instance.callInt(export, frames, level));
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
	 * Do work on a thread of its own, a virtual one if that is wanted and there are any.
	 */
	private static <T> T onThread(boolean virtual, Callable<T> work) throws Exception {
		if (!virtual || Runtime.version().feature() < 21) {
			return Scenario.onThread(8 << 20, work);
		}
		FutureTask<T> task = new FutureTask<>(work);
		Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
		start.invoke(null, task);
		return Scenario.end(task);
	}

	/**
	 * Guests inside of guests.
	 *
	 * @param frames the depth at which each of them has used most of its stack
	 */
	private record Guests(int frames) {

		/**
		 * Enter them in the given ways, by turns, and say how many traps and refusals
		 * came of it.
		 */
		void tryAll(String name, boolean virtual, Way... ways) throws Exception {
			TRAPPED.set(0);
			REFUSED.set(0);
			for (int last : LEVELS) {
				NEST.set((level) -> enter(ways, level, last));
				onThread(virtual, () -> enter(ways, 0, last));
			}
			NEST.set((level) -> 0);
			Scenario.say(name + ": trapped " + TRAPPED + ", trapped or refused " + (TRAPPED.get() + REFUSED.get()));
		}

		private int enter(Way[] ways, int level, int last) {
			try {
				return ways[level % ways.length].call((level < last) ? "fill" : "recurse", this.frames, level + 1);
			}
			catch (WasmBatchException ex) {
				TRAPPED.addAndGet(overflowed(ex.getCause()));
			}
			catch (WasmTrapException ex) {
				TRAPPED.addAndGet(overflowed(ex));
			}
			catch (StackOverflowError ex) {
				REFUSED.incrementAndGet();
			}
			return 0;
		}

		private static int overflowed(@Nullable Throwable ex) {
			return (ex instanceof WasmTrapException trap && trap.code() == Code.STACK_OVERFLOW) ? 1 : 0;
		}

	}

	/**
	 * A way to borrow a guest and to call it.
	 */
	private interface Way {

		int call(String export, int frames, int level);

	}

	/**
	 * The guest as a client.
	 */
	public interface Exports {

		int fill(int frames, int level);

		int recurse(int frames, int level);

	}

}
