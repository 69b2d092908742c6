package io.github.wasmpool.runtime;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.JavaFrames;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolBuilder;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.WasmTrapException.Code;
import io.github.wasmpool.Wat;
import io.github.wasmpool.execution.DedicatedExecution;
import io.github.wasmpool.execution.DedicatedThreads;

/**
 * Lets guests recurse without end for callers whose stack is small or nearly used up, and
 * reports how many traps came of it.
 */
final class DeepCallers {

	private static final PrintStream OUTPUT = new PrintStream(new FileOutputStream(FileDescriptor.out), true,
			StandardCharsets.UTF_8);

	private static final int SAMPLES = 60;

	private static final int HANDOVERS = 20;

	/** How long to wait for the end of a thread, in milliseconds. */
	private static final long PATIENCE = 200;

	/** After so many in a row none fails any more. */
	private static final int ENOUGH = 40;

	private static final String START = "(module (func $f (call $f)) (start $f))";

	private DeepCallers() {
	}

	public static void main(String[] args) throws Exception {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(Wat.compile(Wat.CALLS)).build();
				WasmModule starting = runtime.module(Wat.compile(START)).build();
				WasmPool pool = dedicated(runtime, module, "calls").build();
				WasmPool small = dedicated(runtime, module, "small").dedicatedThreadStack(1 << 20).build();
				WasmPool starts = dedicated(runtime, starting, "starts").build()) {
			for (int stack : new int[] { 128, 256, 512 }) {
				OUTPUT.println(stack + " KiB " + onThread(stack << 10, () -> several(() -> callback(pool))));
				OUTPUT.println(stack + " KiB " + onThread(stack << 10, () -> several(() -> call(pool))));
			}
			OUTPUT.println("start function 256 KiB " + onThread(256 << 10, () -> several(() -> start(starts))));
			int deepest = onThread(1 << 20, JavaFrames::measure);
			OUTPUT.println(
					"any depth of the caller " + onThread(1 << 20, () -> atAnyDepth(deepest, () -> callback(pool))));
			OUTPUT.println("no thread is lost " + (onThread(1 << 20, () -> threadsLeft(deepest)) == 0));
			OUTPUT.println("any depth of the callback " + atAnyDepthOfTheCallback(small, deepest));
			OUTPUT.println("no trap " + noTrap(pool));
		}
		OUTPUT.println("alive");
	}

	private static WasmPoolBuilder dedicated(WasmtimeRuntime runtime, WasmModule module, String name) {
		return runtime.pool(module).name(name).execution(ExecutionMode.DEDICATED).size(100).minIdle(2);
	}

	private static int several(Callable<Integer> work) throws Exception {
		int sum = 0;
		for (int i = 0; i < 5; i++) {
			sum += work.call();
		}
		return sum;
	}

	/**
	 * Overflow the stack of a guest in a callback.
	 * @return 1 if that was a trap
	 */
	private static int callback(WasmPool pool) {
		return trapped(() -> pool.useInstance((instance) -> instance.callVoid("recurse")));
	}

	private static int call(WasmPool pool) {
		return trapped(() -> {
			try (WasmInstance instance = pool.acquire()) {
				instance.callVoid("recurse");
			}
		});
	}

	private static int start(WasmPool pool) {
		return trapped(() -> {
			try (WasmInstance instance = pool.acquire()) {
				throw new AssertionError("made " + instance);
			}
			catch (WasmInstanceCreationException ex) {
				throw (WasmTrapException) root(ex);
			}
		});
	}

	private static Throwable root(Throwable ex) {
		return (ex.getCause() instanceof WasmInstanceCreationException cause) ? root(cause)
				: (ex.getCause() instanceof WasmTrapException trap) ? trap : ex;
	}

	private static int trapped(Runnable work) {
		try {
			work.run();
			return 0;
		}
		catch (WasmTrapException ex) {
			return (ex.code() == Code.STACK_OVERFLOW) ? 1 : 0;
		}
	}

	private static int noTrap(WasmPool pool) {
		return trapped(() -> pool.useInstance((instance) -> instance.callInt("addInts", 1, 2)));
	}

	private static int atAnyDepth(int deepest, Callable<Integer> work) throws Exception {
		int sum = 0;
		for (int i = 0; i < SAMPLES; i++) {
			try {
				sum += JavaFrames.below((int) ((long) deepest * i / SAMPLES), work);
			}
			catch (StackOverflowError ex) {
				// Too deep for Java itself, which is as good an end
				sum++;
			}
		}
		return sum;
	}

	/**
	 * Hand work over from where the stack just ends, and from a frame less each time.
	 * @return how many threads do not end when they are to
	 */
	private static int threadsLeft(int deepest) throws Exception {
		DedicatedExecution execution = new DedicatedExecution(new DedicatedThreads("handed", 1, 1 << 20, 128 << 10),
				UnaryOperator.identity());
		Callable<Integer> work = () -> execution.runGuest(() -> 1);
		JavaFrames.below(0, work);
		int begin = deepest;
		for (int i = 0; i < HANDOVERS; i++) {
			int depth = begin;
			int handed = 0;
			while (handed < ENOUGH) {
				try {
					handed += JavaFrames.below(depth--, work);
				}
				catch (StackOverflowError ex) {
					handed = 0;
				}
			}
			begin = depth + 2 * ENOUGH;
		}
		execution.rest(true);
		List<Thread> threads = Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("wasm-handed-"))
			.toList();
		for (Thread thread : threads) {
			// One that was lost is not woken, and looks up when it was idle for half a
			// minute
			LockSupport.unpark(thread);
			thread.join(PATIENCE);
		}
		return (int) threads.stream().filter(Thread::isAlive).count();
	}

	private static int atAnyDepthOfTheCallback(WasmPool pool, int deepest) throws Exception {
		int sum = 0;
		for (int i = 0; i < SAMPLES; i++) {
			int frames = (int) ((long) deepest * i / SAMPLES);
			try {
				pool.<Exception>useInstance((instance) -> {
					instance.callInt("addInts", 1, 2);
					JavaFrames.below(frames, () -> String.valueOf(instance.call("recurse")));
				});
			}
			catch (WasmTrapException | StackOverflowError ex) {
				sum++;
			}
		}
		return sum;
	}

	private static <T> T onThread(long stack, Callable<T> work) throws Exception {
		FutureTask<T> task = new FutureTask<>(work);
		Thread thread = new Thread(null, task, "scenario", stack);
		thread.start();
		return task.get();
	}

}
