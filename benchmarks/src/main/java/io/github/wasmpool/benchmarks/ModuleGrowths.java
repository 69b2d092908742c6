package io.github.wasmpool.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.dylibso.chicory.runtime.ExportFunction;
import io.github.kawamuray.wasmtime.Val;
import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.benchmarks.Chart.Axis;
import io.github.wasmpool.benchmarks.Chart.Curve;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * What columns, modules and tenants cost, with more of them.
 */
final class ModuleGrowths {

	private static final double MEGABYTE = 1e6;

	private ModuleGrowths() {
	}

	/** Columns, by their length. */
	static Chart columns(Sweep sweep) throws Exception {
		int[] items = { 1, 10, 100, 1_000, 10_000, 100_000, 1_000_000 };
		ExportFunction chicory = new ChicoryBinding(Guests.calculator()).warm("add");
		return new Chart("growth-columns", "A function called for each item of a column, by its length",
				new Axis("items of the column", true), new Axis("time of an item (ns)", true),
				List.of(new Curve("mapInt", sweep.over(items, (count) -> column(sweep, count))),
						new Curve("a call of the bare binding for each",
								sweep.over(items, (count) -> bareColumn(sweep, count))),
						new Curve("a call of Chicory's compiler for each",
								sweep.over(items, (count) -> chicoryColumn(sweep, chicory, count)))));
	}

	private static double column(Sweep sweep, int count) {
		int[] column = new int[count];
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(Guests.calculator()).build();
				WasmInstance instance = module.instantiate()) {
			WasmFunction add = instance.function("add");
			return sweep.nanos(() -> add.mapInt(column, column)) / count;
		}
	}

	private static double bareColumn(Sweep sweep, int count) {
		try (BareBinding binding = new BareBinding(Guests.calculator()); BareBinding.Warm add = binding.warm("add")) {
			// Each costs as much as the first ones
			int calls = Math.min(count, 1_000);
			return sweep.nanos(() -> {
				for (int i = 0; i < calls; i++) {
					add.call(Val.fromI32(i), Val.fromI32(i));
				}
			}) / calls;
		}
	}

	private static double chicoryColumn(Sweep sweep, ExportFunction add, int count) {
		int[] sums = new int[count];
		return sweep.nanos(() -> {
			for (int i = 0; i < count; i++) {
				sums[i] = (int) add.apply(i, i)[0];
			}
		}) / count;
	}

	/** Modules, by their size. */
	static Chart modules(Sweep sweep) throws Exception {
		int[] bytes = { 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000, 2_000_000 };
		try (WasmtimeRuntime runtime = new WasmtimeRuntime()) {
			return new Chart("growth-modules", "Compiling a module, by its size", new Axis("module (bytes)", true),
					new Axis("time until the first call returned (ms)", true),
					List.of(new Curve("with this library",
							sweep.over(bytes,
									(size) -> sweep.nanos(() -> compile(runtime, SizedModule.of(size, size))) / 1e6)),
							new Curve("with the bare binding", sweep.over(bytes,
									(size) -> sweep.nanos(() -> compileBare(SizedModule.of(size, size))) / 1e6))));
		}
	}

	private static void compile(WasmtimeRuntime runtime, byte[] binary) {
		try (WasmModule module = runtime.module(binary).build(); WasmInstance instance = module.instantiate()) {
			instance.callInt("f", 1);
		}
	}

	private static void compileBare(byte[] binary) {
		try (BareBinding binding = new BareBinding(binary)) {
			binding.fresh("f", Val.fromI32(1));
		}
	}

	/** Tenants, each with a pool and an instance. */
	static Chart tenants(Sweep sweep) throws Exception {
		return new Chart("growth-tenants", "Resident memory, by tenants",
				new Axis("tenants, with a pool of one instance each", false),
				new Axis("resident memory more than with none (MB)", false),
				List.of(new Curve("with code of 10 kB of their own", tenants(sweep, "own")),
						new Curve("with the same code", tenants(sweep, "same"))));
	}

	private static Map<Double, Double> tenants(Sweep sweep, String code) throws Exception {
		int[] counts = { 1, 100, 200, 300, 400, 500 };
		int[] measured = Arrays.copyOf(counts, Math.min(counts.length, sweep.points()));
		Figures bytes = Child.run(TenantMemory.class, Footprint.JVM_OPTIONS,
				Stream.concat(Stream.of(code), Arrays.stream(measured).mapToObj(String::valueOf))
					.toArray(String[]::new));
		return sweep.over(measured, (count) -> bytes.get(String.valueOf(count)) / MEGABYTE);
	}

}
