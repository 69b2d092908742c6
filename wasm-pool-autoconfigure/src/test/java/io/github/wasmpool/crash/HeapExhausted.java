package io.github.wasmpool.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.wasmpool.EngineOptions;
import io.github.wasmpool.EngineOptions.Optimization;
import io.github.wasmpool.Wat;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * Leaves the virtual machine without a byte of heap for a while, then lets a guest loop.
 */
final class HeapExhausted {

	private HeapExhausted() {
	}

	public static void main(String[] args) throws InterruptedException {
		EngineOptions options = new EngineOptions(Optimization.SPEED, Duration.ofMillis(1), 1);
		try (WasmtimeRuntime runtime = new WasmtimeRuntime(options);
				WasmModule module = runtime.module(Wat.compile(Wat.CALLS))
					.executionTimeout(Duration.ofMillis(100))
					.build();
				WasmInstance instance = module.instantiate()) {
			Scenario.say("errors " + Math.min(1, exhaust()));
			instance.callVoid("spin");
		}
		catch (WasmExecutionTimeoutException ex) {
			Scenario.say("stopped, null checks " + NullChecks.provoke());
		}
	}

	private static int exhaust() throws InterruptedException {
		int errors = 0;
		int filled = 0;
		for (int i = 0; i < 3; i++) {
			List<byte[]> all = new ArrayList<>(1 << 21);
			for (int size = 1 << 20; size > 0; size /= 4) {
				errors += fill(all, size);
			}
			Thread.sleep(200);
			filled += all.size();
		}
		return (filled > 0) ? errors : 0;
	}

	private static int fill(List<byte[]> all, int size) {
		try {
			while (true) {
				all.add(new byte[size]);
			}
		}
		catch (OutOfMemoryError ex) {
			return 1;
		}
	}

}
