package io.github.wasmpool.crash;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import com.sun.management.OperatingSystemMXBean;
import io.github.wasmpool.EngineOptions;
import io.github.wasmpool.EngineOptions.Optimization;
import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.binary.BinaryModule;
import io.github.wasmpool.binary.FunctionShapes;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * Compiles of each of the shapes that are hardest on the compiler the largest function
 * that is accepted by default, and says how much processor time that took.
 */
final class CompileBombs {

	private static final List<String> SHAPES = List.of("loads-sum", "loads-live-calls", "live-under-if", "gvn-ifs",
			"loads-chain", "loads-huge-offset", "if-set", "switch", "locals100-interp", "locals1000-interp",
			"locals100-rotate-if", "call-indirect", "loops-flat", "chain-in-arms", "memory-copy", "table-get",
			"live-shift", "xor-wide", "brif-out", "rle-loads");

	private CompileBombs() {
	}

	public static void main(String[] args) {
		EngineOptions options = new EngineOptions(Optimization.SPEED, Duration.ofMillis(50), 1);
		double worst = 0;
		try (WasmtimeRuntime runtime = new WasmtimeRuntime(options)) {
			for (String shape : SHAPES) {
				int size = largest(shape);
				double before = seconds();
				runtime.module(FunctionShapes.module(shape, size)).build().close();
				double took = seconds() - before;
				Scenario.say(String.format(Locale.ROOT, "%s of size %d: %.2f s", shape, size, took));
				worst = Math.max(worst, took);
			}
		}
		Scenario.say(String.format(Locale.ROOT, "worst %.2f", worst));
		Scenario.say("null checks " + NullChecks.provoke());
	}

	/**
	 * Find the size beyond which a shape is refused, or nearly.
	 */
	private static int largest(String shape) {
		int accepted = 1;
		int refused = 400_000;
		while (refused - accepted > accepted / 20 + 1) {
			int size = (accepted + refused) / 2;
			try {
				BinaryModule.inspect(shape, FunctionShapes.module(shape, size), ModuleLimits.DEFAULTS);
				accepted = size;
			}
			catch (WasmModuleException ex) {
				refused = size;
			}
		}
		return accepted;
	}

	private static double seconds() {
		OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
		return system.getProcessCpuTime() / 1e9;
	}

}
