package io.github.wasmpool.crash;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Objects;

import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * Makes the first runtime on a thread whose class loader, group and priority nothing that
 * lasts should take over, and tells what the JVM's timer has of them.
 */
final class TimerThread {

	private TimerThread() {
	}

	@SuppressWarnings("ThreadPriorityCheck") // nothing relies on it
	public static void main(String[] args) throws Exception {
		ThreadGroup group = new ThreadGroup("odd");
		group.setMaxPriority(2);
		Thread first = new Thread(group, () -> new WasmtimeRuntime().close(), "odd one");
		first.setContextClassLoader(new URLClassLoader(new URL[0]));
		first.start();
		first.join();
		List<Thread> timers = Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().matches("CompletableFutureDelayScheduler|.*-delayScheduler"))
			.toList();
		Scenario.say("timers " + timers.size());
		for (Thread timer : timers) {
			ClassLoader loader = timer.getContextClassLoader();
			Scenario.say("usual " + (loader == null || loader == ClassLoader.getSystemClassLoader()) + ", "
					+ timer.getPriority() + ", "
					+ !Objects.requireNonNull(timer.getThreadGroup()).getName().equals("odd"));
		}
	}

}
