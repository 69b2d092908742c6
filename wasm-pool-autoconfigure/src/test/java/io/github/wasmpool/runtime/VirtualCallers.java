package io.github.wasmpool.runtime;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.Wat;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;

/**
 * Runs a guest for a virtual thread and reports whether another one, on the only carrier
 * there is, gets on meanwhile.
 */
final class VirtualCallers {

	private static final PrintStream OUTPUT = new PrintStream(new FileOutputStream(FileDescriptor.out), true,
			StandardCharsets.UTF_8);

	private VirtualCallers() {
	}

	public static void main(String[] args) throws Exception {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(Wat.compile(Wat.CALLS))
					.executionTimeout(Duration.ofSeconds(2))
					.build();
				WasmPool caller = runtime.pool(module).name("caller").size(1).build();
				WasmPool dedicated = runtime.pool(module)
					.name("dedicated")
					.size(1)
					.execution(ExecutionMode.DEDICATED)
					.build()) {
			OUTPUT.println("caller " + observe((begun) -> caller.useInstance((instance) -> spin(instance, begun))));
			OUTPUT.println("dedicated callback "
					+ observe((begun) -> dedicated.useInstance((instance) -> spin(instance, begun))));
			OUTPUT.println("dedicated call " + observe((begun) -> {
				try (WasmInstance instance = dedicated.acquire()) {
					spin(instance, begun);
				}
			}));
		}
	}

	private static void spin(WasmInstance instance, CountDownLatch begun) {
		begun.countDown();
		instance.callVoid("spin");
	}

	private static String observe(Guest guest) throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		AtomicBoolean ended = new AtomicBoolean();
		ExecutorService executor = (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor")
			.invoke(null);
		Future<?> running = executor.submit(() -> {
			try {
				guest.run(begun);
			}
			catch (WasmExecutionTimeoutException ex) {
				ended.set(true);
			}
		});
		Future<String> observed = executor.submit(() -> {
			begun.await();
			Thread.sleep(50);
			return ended.get() ? "pinned" : "free";
		});
		String result = observed.get();
		running.get();
		return ended.get() ? result : "not stopped";
	}

	@FunctionalInterface
	private interface Guest {

		void run(CountDownLatch begun);

	}

}
