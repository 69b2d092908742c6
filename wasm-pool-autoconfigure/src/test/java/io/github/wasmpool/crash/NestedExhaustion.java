package io.github.wasmpool.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

import io.github.wasmpool.Effort;
import io.github.wasmpool.WasmHostFunctionException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmTrapException;

/**
 * Uses up, from inside of nested loans, what there is: the host calls that the heap can
 * hold, the heap, the stack by frames of all sizes, and room for instances.
 */
final class NestedExhaustion {

	private static final boolean THOROUGH = Effort.of(0, 1) == 1;

	private NestedExhaustion() {
	}

	public static void main(String[] args) throws Exception {
		for (NestedPools.Kind kind : NestedPools.Kind.values()) {
			try (NestedPools pools = new NestedPools(kind, false)) {
				Scenario.say(kind + " storms " + storm(pools));
				Scenario.say(kind + " heap " + exhaustHeap(pools));
				Scenario.say(kind + " stack " + recurse(pools));
				Scenario.say(kind + " large frames " + recurseInLargeFrames(pools));
				pools.inOuter(pools.inInner((inner) -> 0, new ArrayList<>()));
				Scenario.say(kind + " still works " + pools.call(new ArrayList<>()));
			}
		}
		if (THOROUGH) {
			try (NestedPools pools = new NestedPools(NestedPools.Kind.CALLER_IN_DEDICATED, false)) {
				if (!instantiate(pools)) {
					throw new AssertionError("Room for instances was lost, or there was none");
				}
			}
		}
		Scenario.say("null checks " + NullChecks.provoke());
	}

	/**
	 * Let inner guests call the host more often than the heap can hold, from several
	 * threads, and outer ones go on.
	 */
	private static int storm(NestedPools pools) throws InterruptedException {
		pools.inOuter(pools.inInner((inner) -> {
			try {
				inner.function("storm").callVoid(3_000_000);
			}
			catch (WasmHostFunctionException ex) {
				return 1;
			}
			return 0;
		}, new ArrayList<>()));
		List<FutureTask<Integer>> storms = Scenario.start(2, () -> {
			int failed = 0;
			for (int i = 0; i < 2; i++) {
				failed += 1 - pools.call(new ArrayList<>());
			}
			return failed;
		});
		return Scenario.sum(storms);
	}

	/**
	 * Leave no heap in the inner host function, which lets go of it and fails, or goes on
	 * all the same.
	 * @return how many of the outer calls failed
	 */
	private static int exhaustHeap(NestedPools pools) {
		int failed = 0;
		for (int i = 0; i < 6; i++) {
			boolean goesOn = i % 2 == 0;
			pools.inOuter(pools.inInner((inner) -> {
				try {
					return fill();
				}
				catch (OutOfMemoryError ex) {
					if (goesOn) {
						return 0;
					}
					throw ex;
				}
			}, new ArrayList<>()));
			failed += 1 - pools.call(new ArrayList<>());
		}
		return failed;
	}

	private static int fill() {
		List<Object> all = new ArrayList<>(1 << 20);
		OutOfMemoryError last = new OutOfMemoryError("scripted");
		for (int size = 1 << 20; size > 0; size /= 4) {
			last = fill(all, size);
		}
		if (!all.isEmpty()) {
			throw last;
		}
		return 0;
	}

	private static OutOfMemoryError fill(List<Object> all, int size) {
		try {
			while (true) {
				all.add(new byte[size]);
			}
		}
		catch (OutOfMemoryError ex) {
			return ex;
		}
	}

	/**
	 * Let a host function recurse until its stack is nearly used up, and call the inner
	 * guest there, which recurses without end.
	 */
	private static String recurse(NestedPools pools) throws InterruptedException {
		Outcomes outcomes = new Outcomes();
		Scenario.onThread(1 << 20, () -> {
			for (int depth = 0; depth < 6000; depth += Effort.of(300, 100)) {
				int frames = depth;
				pools.inOuter((outer) -> outcomes.of(pools, (work) -> below(frames, work)));
				pools.call(new ArrayList<>());
			}
			return outcomes;
		});
		return outcomes.toString();
	}

	private static int below(int frames, Runnable work) {
		if (frames > 0) {
			return below(frames - 1, work) + 1;
		}
		work.run();
		return 0;
	}

	private static String recurseInLargeFrames(NestedPools pools) throws InterruptedException {
		Outcomes outcomes = new Outcomes();
		Scenario.onThread(8 << 20, () -> {
			for (int depth = 0; depth < 520; depth += (depth < 64) ? Effort.of(4, 1) : 12) {
				int frames = depth;
				pools.inOuter((outer) -> outcomes.of(pools, (work) -> LargeJavaFrames.below(frames, work)));
				pools.call(new ArrayList<>());
			}
			return outcomes;
		});
		return outcomes.toString();
	}

	/**
	 * What became of inner guests that recurse without end.
	 */
	private static final class Outcomes {

		private int trapped;

		private int refused;

		/**
		 * Borrow one and let it recurse, further down on the stack.
		 * @return 1
		 */
		int of(NestedPools pools, Consumer<Runnable> down) {
			try (WasmInstance instance = pools.inner.acquire()) {
				down.accept(() -> instance.callVoid("recurse"));
			}
			catch (WasmTrapException ex) {
				this.trapped += (ex.code() == WasmTrapException.Code.STACK_OVERFLOW) ? 1 : 0;
			}
			catch (StackOverflowError ex) {
				this.refused++;
			}
			return 1;
		}

		@Override
		public String toString() {
			return (this.trapped > 0) ? "trapped, " + ((this.refused > 0) ? "or refused" : "none refused")
					: "never ran";
		}

	}

	/**
	 * Make as many instances as fit from inside of the inner host function, twice.
	 * @return whether there was room for some, and for as many when they were freed
	 */
	private static boolean instantiate(NestedPools pools) {
		int[] made = new int[2];
		for (int i = 0; i < 2; i++) {
			int round = i;
			pools.inOuter(pools.inInner((inner) -> {
				List<WasmInstance> all = new ArrayList<>();
				try {
					while (all.size() < 40_000) {
						all.add(pools.module.instantiate());
					}
				}
				catch (WasmInstanceCreationException ex) {
					made[round] = all.size();
				}
				finally {
					all.forEach(WasmInstance::close);
				}
				return 1;
			}, new ArrayList<>()));
			pools.call(new ArrayList<>());
		}
		return made[0] > 1_000 && made[0] == made[1];
	}

}
