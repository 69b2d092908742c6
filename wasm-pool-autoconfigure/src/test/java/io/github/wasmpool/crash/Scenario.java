package io.github.wasmpool.crash;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import io.github.wasmpool.WasmException;

/**
 * What the scenarios have in common. A scenario reports to the test that started it by
 * what it prints and by its exit code.
 */
final class Scenario {

	private static final PrintStream OUTPUT = new PrintStream(new FileOutputStream(FileDescriptor.out), true,
			StandardCharsets.UTF_8);

	private Scenario() {
	}

	/**
	 * Report something.
	 */
	static void say(String text) {
		OUTPUT.println(text);
	}

	/**
	 * Do something that may be refused.
	 * @return the simple name of the exception of the API that came of it, or
	 * {@code nothing}
	 */
	static String outcome(Callable<?> use) {
		try {
			use.call();
			return "nothing";
		}
		catch (WasmException | IllegalStateException | IllegalArgumentException ex) {
			return ex.getClass().getSimpleName();
		}
		catch (Exception ex) {
			throw new AssertionError("That is no exception of the API", ex);
		}
	}

	/**
	 * Do several things, and report each outcome in a line.
	 * @param uses what is done, by the beginning of the line
	 */
	static void sayOutcomes(Map<String, Callable<?>> uses) {
		uses.forEach((name, use) -> say(name + ": " + outcome(use)));
	}

	/**
	 * Begin work on a thread of its own.
	 * @return what ends with the work
	 */
	static <T> FutureTask<T> start(Callable<T> work) {
		FutureTask<T> task = new FutureTask<>(work);
		Thread thread = new Thread(task, "scenario");
		thread.setDaemon(true);
		thread.start();
		return task;
	}

	/**
	 * Begin the same work on several threads.
	 */
	static <T> List<FutureTask<T>> start(int threads, Callable<T> work) {
		List<FutureTask<T>> tasks = new ArrayList<>();
		for (int i = 0; i < threads; i++) {
			tasks.add(start(work));
		}
		return tasks;
	}

	/**
	 * Wait for work.
	 * @return its result
	 */
	static <T> T end(FutureTask<T> task) throws InterruptedException {
		try {
			return task.get();
		}
		catch (ExecutionException ex) {
			throw new AssertionError("A thread failed", ex.getCause());
		}
	}

	/**
	 * Wait for work that counts something.
	 * @return the sum
	 */
	static int sum(List<FutureTask<Integer>> tasks) throws InterruptedException {
		int sum = 0;
		for (FutureTask<Integer> task : tasks) {
			sum += end(task);
		}
		return sum;
	}

	/**
	 * Do work on a thread with a stack of a given size.
	 * @param stack the bytes, 0 for the usual stack
	 */
	static <T> T onThread(long stack, Callable<T> work) throws InterruptedException {
		FutureTask<T> task = new FutureTask<>(work);
		Thread thread = new Thread(null, task, "scenario", stack);
		thread.start();
		return end(task);
	}

}
