package io.github.wasmpool.crash;

import java.nio.charset.StandardCharsets;

import io.github.wasmpool.Effort;
import io.github.wasmpool.WasiGuests;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmRunResult;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * Runs commands a great many times and looks at what is left behind.
 */
final class WasiRuns {

	private static final int RUNS = Effort.of(1_500, 10_000);

	private WasiRuns() {
	}

	public static void main(String[] args) throws Exception {
		WasmtimeRuntime runtime = new WasmtimeRuntime();
		for (WasiGuests guest : new WasiGuests[] { WasiGuests.TOOL, WasiGuests.WORDS }) {
			WasmModule module = guest.module(runtime).build();
			WasmPool pool = runtime.pool(module).size(4).build();
			run(pool, guest, RUNS);
			long before = Leaks.residentKilobytes();
			run(pool, guest, RUNS);
			long after = Leaks.residentKilobytes();
			Scenario.say(guest.file() + ": resident " + before + " kB, then " + after + " kB");
			Scenario.say(guest.file() + " grown by less than 20 MB: " + (after - before < 20 << 10));
			pool.close();
			module.close();
		}
		runtime.close();
	}

	private static void run(WasmPool pool, WasiGuests guest, int runs) {
		for (int i = 0; i < runs; i++) {
			byte[] input = ("run " + i).getBytes(StandardCharsets.UTF_8);
			boolean tool = guest == WasiGuests.TOOL;
			WasmRunResult result = tool ? pool.run(input, "upper") : pool.run(input, "3");
			String expected = tool ? "RUN " + i : "0 2 " + input.length + "\n";
			if (result.exitCode() != (tool ? 0 : 3) || !result.stdoutText().equals(expected)) {
				throw new AssertionError("Run " + i + " ended with " + result + ": " + result.stdoutText());
			}
		}
	}

}
