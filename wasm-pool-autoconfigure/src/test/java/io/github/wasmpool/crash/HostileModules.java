package io.github.wasmpool.crash;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.github.wasmpool.Effort;
import io.github.wasmpool.EngineOptions;
import io.github.wasmpool.EngineOptions.Optimization;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.Wat;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import io.github.wasmpool.type.ExportType;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;

/**
 * Builds modules that were made to harm, or damaged by chance, and runs what can be run.
 */
final class HostileModules {

	static final int MUTATIONS = Effort.of(150, 1_000);

	private HostileModules() {
	}

	public static void main(String[] args) {
		EngineOptions options = new EngineOptions(Optimization.SPEED, Duration.ofMillis(1), 1);
		try (WasmtimeRuntime runtime = new WasmtimeRuntime(options)) {
			Scenario.say("bomb " + refusal(runtime, bomb()));
			Scenario.say("imports " + refusal(runtime, imports()));
			Scenario.say("table " + growTable(runtime));
			storm(runtime);
			Scenario.say("null checks " + NullChecks.provoke());
		}
	}

	/**
	 * Write a small valid function whose compilation would need gigabytes.
	 */
	private static byte[] bomb() {
		return Wat.compile("(module (func (export \"bomb\")" + " (local i32)".repeat(5_000)
				+ " (block (br_if 0 (local.get 0)) (local.set 1 (local.get 2)))".repeat(20_000) + "))");
	}

	/**
	 * Write a module of nothing but imports, which had the compiler end the process.
	 */
	private static byte[] imports() {
		return Wat.compile("(module" + " (import \"\" \"\" (func))".repeat(60_000) + ")");
	}

	private static String refusal(WasmtimeRuntime runtime, byte[] binary) {
		try (WasmModule module = runtime.module(binary).build()) {
			return module + " was accepted";
		}
		catch (WasmModuleException ex) {
			return ex.getReason().name();
		}
	}

	private static int growTable(WasmtimeRuntime runtime) {
		String endless = """
				(module
					(table $table 1 funcref)
					(func $one)
					(elem (i32.const 0) $one)
					(func (export "growTable") (result i32)
						(loop $again
							(br_if $again (i32.ne (i32.const -1)
								(table.grow $table (ref.func $one) (i32.const 65536)))))
						(table.size $table)))
				""";
		try (WasmModule module = runtime.module(Wat.compile(endless)).build();
				WasmInstance instance = module.instantiate()) {
			return instance.callInt("growTable");
		}
	}

	private static void storm(WasmtimeRuntime runtime) {
		Random random = new Random(7);
		List<byte[]> originals = List.of(Wat.compile(Wat.CALLS), Wat.compile(Wat.STATE));
		int refused = 0;
		int ran = 0;
		for (int i = 0; i < MUTATIONS; i++) {
			byte[] binary = mutate(originals.get(i % originals.size()), random);
			try (WasmModule module = runtime.module(binary).executionTimeout(Duration.ofMillis(2)).build();
					WasmInstance instance = module.instantiate()) {
				module.exports().forEach((export) -> use(instance, export));
				ran++;
			}
			catch (WasmModuleException | WasmInstanceCreationException | IllegalArgumentException ex) {
				refused++;
			}
		}
		Scenario.say("storm " + (refused + ran) + ((refused > MUTATIONS / 10 && ran > MUTATIONS / 20) ? " of both kinds"
				: " but too few of a kind, refused " + refused + ", ran " + ran));
	}

	private static byte[] mutate(byte[] original, Random random) {
		byte[] binary = original.clone();
		int at = 8 + random.nextInt(binary.length - 8);
		switch (random.nextInt(4)) {
			case 0 -> {
				return Arrays.copyOf(binary, at);
			}
			case 1 -> binary[at] = (byte) random.nextInt(256);
			case 2 -> binary[at] ^= (byte) (1 << random.nextInt(8));
			default -> {
				binary[at] = (byte) random.nextInt(256);
				binary[8 + random.nextInt(binary.length - 8)] = (byte) random.nextInt(256);
			}
		}
		return binary;
	}

	private static void use(WasmInstance instance, ExportType export) {
		try {
			if (export.type() instanceof FunctionType type) {
				instance.call(export.name(), type.params().stream().map(HostileModules::argument).toArray());
			}
			else if (export.name().equals("memory")) {
				instance.memory().read(0, (int) Math.min(64, instance.memory().size()));
			}
		}
		catch (WasmException | IllegalArgumentException | IllegalStateException ex) {
			// a trap, or an instance that is not used again: both are what is allowed
			return;
		}
	}

	private static Object argument(ValueType type) {
		return switch (type) {
			case I32 -> 3;
			case I64 -> 4L;
			case F32 -> 0.5f;
			default -> 2.5;
		};
	}

}
