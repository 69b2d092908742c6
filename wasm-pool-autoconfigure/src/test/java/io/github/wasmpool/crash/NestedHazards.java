package io.github.wasmpool.crash;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;

import io.github.wasmpool.Effort;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.WasmGlobal;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.WasmMemoryAccessException;

/**
 * Does from inside of nested loans, a guest that called a host function that called a
 * guest that called a host function, what would end the virtual machine: on threads of
 * all kinds, with guests on threads of the callers and of pools.
 */
final class NestedHazards {

	/** How much is done on each kind of thread. */
	static final int INTERRUPTS = Effort.of(10, 30);

	static final int ROUNDS = Effort.of(2, 4);

	private static final Random RANDOM = new Random(13);

	private NestedHazards() {
	}

	public static void main(String[] args) throws Exception {
		for (NestedPools.Kind kind : NestedPools.Kind.values()) {
			Scenario.say(kind + " closes " + closeInside(kind));
			Scenario.say(kind + " closes elsewhere " + closeElsewhere(kind));
			Scenario.say(kind + " stale " + useStaleHandles(kind));
			Scenario.say(kind + " grown " + growInside(kind));
			Scenario.say(kind + " tables " + growTables(kind));
			Scenario.say(kind + " timeouts " + runOutOfTime(kind));
			Scenario.say(kind + " interrupts " + interrupt(kind));
		}
		Scenario.say("null checks " + NullChecks.provoke());
	}

	/**
	 * Do something on threads of all kinds, one after the other, each with pools of its
	 * own.
	 * @return the sum
	 */
	private static int onAllThreads(NestedPools.Kind kind, Task task) throws Exception {
		return onAllThreads(kind, false, task);
	}

	private static int onAllThreads(NestedPools.Kind kind, boolean table, Task task) throws Exception {
		int sum = 0;
		List<Starter> starters = new ArrayList<>(List.of((work) -> new Thread(work).start(),
				(work) -> new Thread(null, work, "small", 1 << 20).start(), ForkJoinPool.commonPool()::execute));
		if (Runtime.version().feature() >= 21) {
			Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
			starters.add((work) -> start.invoke(null, work));
		}
		for (Starter starter : starters) {
			try (NestedPools pools = new NestedPools(kind, table)) {
				FutureTask<Integer> work = new FutureTask<>(() -> task.on(pools));
				starter.start(work);
				sum += Scenario.end(work);
			}
		}
		return (starters.size() == 4) ? sum * 3 / 4 : sum;
	}

	/**
	 * Close each thing there is from inside, and all of them.
	 */
	private static int closeInside(NestedPools.Kind kind) throws Exception {
		int done = 0;
		for (int what = 0; what <= 6; what++) {
			int closed = what;
			done += onAllThreads(kind, (pools) -> {
				List<WasmInstance> loans = new ArrayList<>();
				pools.inOuter((outer) -> pools.inInner((inner) -> {
					List<AutoCloseable> all = List.of(loans.get(1), loans.get(0), pools.inner, pools.outer,
							pools.module, pools.runtime);
					for (AutoCloseable each : (closed < 6) ? all.subList(closed, closed + 1) : all) {
						each.close();
					}
					return inner.memory().readInt(0);
				}, loans).call(outer) + outer.memory().readInt(0));
				int ended = pools.call(loans);
				for (WasmInstance loan : loans) {
					refuse(() -> loan.callInt("add", 1, 2));
				}
				return ended;
			});
		}
		return done;
	}

	/**
	 * Close all there is, in any order, while the inner guest runs or its host function
	 * does.
	 */
	private static int closeElsewhere(NestedPools.Kind kind) throws Exception {
		int done = 0;
		for (int round = 0; round < ROUNDS; round++) {
			boolean spins = round % 2 == 0;
			done += onAllThreads(kind, (pools) -> {
				List<WasmInstance> loans = new ArrayList<>();
				CountDownLatch inside = new CountDownLatch(1);
				pools.limit(Duration.ofSeconds(5), Duration.ofMillis(50));
				pools.inOuter((outer) -> pools.inInner((inner) -> {
					inside.countDown();
					if (spins) {
						inner.function("spin").callVoid();
					}
					Thread.sleep(5);
					return inner.memory().readInt(0);
				}, loans).call(outer) + outer.memory().readInt(0));
				FutureTask<Integer> closing = Scenario.start(() -> {
					inside.await();
					List<AutoCloseable> all = new ArrayList<>(
							List.of(loans.get(1), loans.get(0), pools.inner, pools.outer, pools.module, pools.runtime));
					Collections.shuffle(all, RANDOM);
					for (AutoCloseable each : all) {
						each.close();
					}
					return 1;
				});
				pools.call(loans);
				return Scenario.end(closing);
			});
		}
		return done;
	}

	/**
	 * Use what belongs to the outer loan in the inner host function, on its thread and on
	 * another, and both when they are over.
	 */
	private static int useStaleHandles(NestedPools.Kind kind) throws Exception {
		return onAllThreads(kind, (pools) -> {
			List<WasmInstance> loans = new ArrayList<>();
			List<Callable<?>> stale = new ArrayList<>();
			List<Callable<?>> innermost = new ArrayList<>();
			int[] elsewhere = new int[1];
			pools.inOuter((outer) -> {
				List<Callable<?>> outers = uses(outer.function("add"), outer.memory(), outer.global("level"));
				outers.addAll(uses(loans.get(0)));
				stale.addAll(outers);
				int result = pools.inInner((inner) -> {
					innermost.addAll(uses(inner.function("add"), inner.memory(), inner.global("level")));
					innermost.addAll(uses(loans.get(1)));
					for (Callable<?> use : outers) {
						tolerate(use);
					}
					elsewhere[0] += Scenario.end(Scenario.start(() -> refused(outers) + refused(innermost)));
					return 0;
				}, loans).call(outer);
				// The inner loan is over
				elsewhere[0] += refused(innermost);
				return result;
			});
			pools.call(loans);
			stale.addAll(innermost);
			try (WasmInstance next = pools.inner.acquire(); WasmInstance other = pools.outer.acquire()) {
				next.memory().writeInt(0, 77);
				other.memory().writeInt(0, 78);
				int refused = refused(stale);
				check(next.memory().readInt(0) == 77 && other.memory().readInt(0) == 78, "another loan was reached");
				return elsewhere[0] + refused;
			}
		});
	}

	private static List<Callable<?>> uses(WasmInstance loan) {
		List<Callable<?>> uses = uses(loan.function("add"), loan.memory(), loan.global("level"));
		uses.add(() -> loan.callInt("add", 1, 2));
		uses.add(loan::memory);
		return uses;
	}

	private static List<Callable<?>> uses(WasmFunction function, WasmMemory memory, WasmGlobal global) {
		memory.readInt(0);
		return new ArrayList<>(List.of(() -> function.callInt(1, 2), () -> memory.readLong(65_000),
				() -> memory.grow(0), () -> memory.read(0, 65_536), global::get, () -> {
					global.set(5);
					return 5;
				}));
	}

	private static int refused(List<Callable<?>> uses) throws Exception {
		for (Callable<?> use : uses) {
			refuse(use);
		}
		return uses.size();
	}

	private static void refuse(Callable<?> use) throws Exception {
		try {
			use.call();
		}
		catch (IllegalStateException ex) {
			return;
		}
		throw new AssertionError("What is over, or elsewhere, could be used");
	}

	/**
	 * Use something that may be refused, as a guest deep inside may have no stack left.
	 */
	private static void tolerate(Callable<?> use) throws Exception {
		try {
			use.call();
		}
		catch (IllegalStateException | WasmException ex) {
			// As it should be where another thread has the outer loan
			return;
		}
	}

	/**
	 * Let memories move while views of them are held, by growing them from the inner host
	 * function and from the guests.
	 */
	private static int growInside(NestedPools.Kind kind) throws Exception {
		return onAllThreads(kind, (pools) -> {
			List<WasmInstance> loans = new ArrayList<>();
			int[] checked = new int[1];
			pools.inOuter((outer) -> {
				WasmMemory memory = outer.memory();
				checked[0] += edges(memory);
				int result = pools.inInner((inner) -> {
					for (int i = 0; i < 3; i++) {
						checked[0] += edges(inner.memory());
						inner.memory().grow(1);
						checked[0] += edges(inner.memory());
						inner.function("grow").callInt();
						checked[0] += edges(inner.memory());
					}
					return 0;
				}, loans).call(outer);
				memory.grow(2);
				checked[0] += edges(memory);
				outer.function("grow").callInt();
				checked[0] += edges(memory);
				return result;
			});
			return pools.call(loans) + checked[0];
		});
	}

	private static int edges(WasmMemory memory) {
		long size = memory.size();
		memory.writeLong(size - 8, size);
		check(memory.readLong(size - 8) == size, "a memory lost what was written");
		try {
			memory.writeByte(size, (byte) 1);
		}
		catch (WasmMemoryAccessException ex) {
			return 1;
		}
		throw new AssertionError("A memory was written past its end");
	}

	private static int growTables(NestedPools.Kind kind) throws Exception {
		return onAllThreads(kind, true, (pools) -> {
			pools.inOuter((outer) -> {
				int inner = pools.inInner((guest) -> guest.function("growTable").callInt(), new ArrayList<>())
					.call(outer);
				check(inner == outer.function("growTable").callInt(), "tables of different sizes");
				return inner;
			});
			check(pools.call(new ArrayList<>()) == 1, "tables could not be grown");
			return 1;
		});
	}

	/**
	 * Let time run out for the outer guest, the inner one, or both at once.
	 */
	private static int runOutOfTime(NestedPools.Kind kind) throws Exception {
		int stopped = 0;
		for (int[] limits : new int[][] { { 20, 10_000 }, { 10_000, 20 }, { 20, 20 }, { 21, 20 }, { 20, 21 } }) {
			stopped += onAllThreads(kind, (pools) -> {
				pools.limit(Duration.ofMillis(limits[0]), Duration.ofMillis(limits[1]));
				pools.inOuter((outer) -> pools.inInner((inner) -> {
					if (limits[1] < 1_000) {
						inner.function("spin").callVoid();
					}
					Thread.sleep(limits[0] + 30L);
					return 0;
				}, new ArrayList<>()).call(outer));
				return 1 - pools.call(new ArrayList<>());
			});
		}
		return stopped;
	}

	/**
	 * Interrupt whoever called, at any moment.
	 */
	private static int interrupt(NestedPools.Kind kind) throws Exception {
		return onAllThreads(kind, (pools) -> {
			Thread caller = Thread.currentThread();
			pools.limit(Duration.ofMillis(500), Duration.ofMillis(200));
			pools.inOuter((outer) -> pools.inInner((inner) -> {
				Thread.sleep(1);
				return inner.function("add").callInt(1, 2);
			}, new ArrayList<>()).call(outer));
			int done = 0;
			for (int i = 0; i < INTERRUPTS; i++) {
				int micros = RANDOM.nextInt(3000);
				FutureTask<Integer> interrupting = Scenario.start(() -> {
					Thread.sleep(micros / 1000, micros % 1000 * 1000);
					caller.interrupt();
					return 1;
				});
				pools.call(new ArrayList<>());
				while (!interrupting.isDone()) {
					Thread.onSpinWait();
				}
				Thread.interrupted();
				done += Scenario.end(interrupting);
			}
			pools.inOuter(pools.inInner((inner) -> 0, new ArrayList<>()));
			check(pools.call(new ArrayList<>()) == 1, "the pools work no more");
			check(pools.haveRestored(), "nothing was put back in place");
			return done;
		});
	}

	private static void check(boolean condition, String problem) {
		if (!condition) {
			throw new AssertionError(problem);
		}
	}

	private interface Task {

		int on(NestedPools pools) throws Exception;

	}

	private interface Starter {

		void start(Runnable work) throws Exception;

	}

}
