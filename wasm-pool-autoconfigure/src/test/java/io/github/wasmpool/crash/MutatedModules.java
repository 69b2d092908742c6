package io.github.wasmpool.crash;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import io.github.wasmpool.Effort;
import io.github.wasmpool.EngineOptions;
import io.github.wasmpool.EngineOptions.Optimization;
import io.github.wasmpool.SharedGuests;
import io.github.wasmpool.WasiGuests;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmGlobal;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import io.github.wasmpool.type.ExportType;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.GlobalType;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.ValueType;

/**
 * Builds ten thousand damaged modules, and calls what the engine accepts. Each has to end
 * in an exception of the API, or to work.
 */
final class MutatedModules {

	static final int MUTANTS = Effort.of(400, 10_000);

	private static final int HEADER = 8;

	/** The large modules take long to compile, so few of theirs are tried. */
	private static final int SHARE_OF_LARGE = 40;

	private static final List<String> LARGE = List.of("bucketing-lib.release.wasm",
			"META-INF/resources/webjars/source-map/0.7.6/lib/mappings.wasm");

	private static final String LINKED = """
			(module
				(import "env" "log" (func $log (param i32)))
				(import "env" "memory" (memory 1))
				(type $callback (func (param i32)))
				(table 4 8 funcref)
				(elem (i32.const 1) $log $loop)
				(data $passive "abc")
				(func $loop (param i32)
					(block $out (loop $again
						(br_if $out (i32.eqz (local.get 0)))
						(local.set 0 (i32.sub (local.get 0) (i32.const 1)))
						(br_table $again $out $again (local.get 0)))))
				(func (export "indirect") (param i32) (call_indirect (type $callback) (local.get 0) (i32.const 1)))
				(func (export "init") (memory.init $passive (i32.const 0) (i32.const 0) (i32.const 3)))
				(func (export "vector") (result i32)
					(i32x4.extract_lane 1 (i32x4.add (v128.const i32x4 1 2 3 4) (v128.load (i32.const 16)))))
				(func $start (call $log (i32.const 1)))
				(start $start))
			""";

	/**
	 * What the bridge is generated for: signatures of many values, in both directions.
	 */
	private static final String WIDE = """
			(module
				(import "env" "mix" (func $mix (param i32 i64 f32 f64 i32 i64 f32 f64) (result f64 f32 i64 i32)))
				(import "env" "same" (func $same (param i64) (result i64)))
				(import "other" "same" (func (param f32 f32) (result f32)))
				(import "env" "none" (func $none))
				(global (export "count") (mut i64) (i64.const 1))
				(global (export "fixed") f64 (f64.const 2))
				(func (export "mix") (param i32 i64 f32 f64 i32 i64 f32 f64) (result f64 f32 i64 i32)
					(call $none)
					(call $mix (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4) (local.get 5)
						(local.get 6) (local.get 7)))
				(func (export "same") (param i64) (result i64) (call $same (local.get 0)))
				(func (export "swap") (param i32 f64) (result f64 i32) (local.get 1) (local.get 0))
				(func (export "first") (param f32 f32 f32) (result f32) (local.get 0)))
			""";

	/** How many mutants there are for one of a guest that shares a memory. */
	private static final int SHARE_OF_SHARING = 8;

	private final Random random = new Random(5);

	private int refused;

	private int ran;

	private MutatedModules() {
	}

	public static void main(String[] args) throws IOException {
		MutatedModules mutants = new MutatedModules();
		EngineOptions options = new EngineOptions(Optimization.NONE, Duration.ofMillis(1), 1);
		try (WasmtimeRuntime runtime = new WasmtimeRuntime(options)) {
			mutants.run(runtime);
		}
		Scenario.say("mutants " + (mutants.refused + mutants.ran));
		Scenario.say("of both kinds " + (mutants.refused > MUTANTS / 10 && mutants.ran > MUTANTS / 20) + " "
				+ mutants.refused + " " + mutants.ran);
		Scenario.say("null checks " + NullChecks.provoke());
	}

	private void run(WasmtimeRuntime runtime) throws IOException {
		List<byte[]> small = List.of(Wat.compile(Wat.CALLS), Wat.compile(Wat.STATE), Wat.compile(LINKED),
				Wat.compile(WIDE));
		List<byte[]> sharing = List.of(SharedGuests.guest(), SharedGuests.caller());
		List<byte[]> large = new ArrayList<>(List.of(WasiGuests.WORDS.binary()));
		for (String name : LARGE) {
			try (InputStream stream = MutatedModules.class.getClassLoader().getResourceAsStream(name)) {
				large.add(stream.readAllBytes());
			}
		}
		Set<Integer> seen = new HashSet<>();
		while (this.refused + this.ran < MUTANTS) {
			int number = this.refused + this.ran;
			boolean shares = number % SHARE_OF_SHARING == 1;
			List<byte[]> originals = (number % SHARE_OF_LARGE == 0) ? large : shares ? sharing : small;
			byte[] mutant = mutate(originals.get(this.random.nextInt(originals.size())));
			if (seen.add(Arrays.hashCode(mutant))) {
				attempt(runtime, mutant, shares, number);
			}
		}
	}

	private void attempt(WasmtimeRuntime runtime, byte[] binary, boolean shares, int number) {
		try {
			List<HostFunction> functions = new ArrayList<>();
			try (WasmModule module = runtime.module(binary).sharedMemory(shares).build()) {
				module.imports().forEach((each) -> provide(each, functions));
			}
			try (WasmModule module = runtime.module(binary)
				.sharedMemory(shares)
				.executionTimeout(Duration.ofMillis(2))
				.initializationTimeout(Duration.ofMillis(5))
				.hostFunctions(functions.toArray(HostFunction[]::new))
				.build(); WasmInstance instance = module.instantiate()) {
				module.exports().forEach((export) -> use(instance, export));
			}
			this.ran++;
		}
		catch (WasmModuleException | WasmInstanceCreationException ex) {
			this.refused++;
		}
		catch (RuntimeException | Error ex) {
			throw new AssertionError("Mutant " + number + ": " + ex, ex);
		}
	}

	private static void provide(ImportType needed, List<HostFunction> functions) {
		if (needed.type() instanceof FunctionType type && type.isNumeric()) {
			functions.add(HostFunction.of(needed.module(), needed.name(), type,
					(caller, arguments) -> type.results().isEmpty() ? null
							: (type.results().size() == 1) ? argument(type.results().get(0))
									: type.results().stream().map(MutatedModules::argument).toList()));
		}
	}

	private static void use(WasmInstance instance, ExportType export) {
		try {
			if (export.type() instanceof FunctionType type) {
				instance.call(export.name(), type.params().stream().map(MutatedModules::argument).toArray());
			}
			else if (export.type() instanceof GlobalType) {
				WasmGlobal global = instance.global(export.name());
				global.set(global.get());
			}
		}
		catch (WasmException | IllegalArgumentException | IllegalStateException ex) {
			// a trap, a timeout, a type that does not cross into Java, or an instance
			// that
			// is not used again: all is allowed
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

	private byte[] mutate(byte[] original) {
		byte[] binary = original.clone();
		switch (this.random.nextInt(6)) {
			case 0 -> {
				return Arrays.copyOf(binary, this.random.nextInt(binary.length));
			}
			case 1 -> binary[at(binary)] = (byte) this.random.nextInt(256);
			case 2 -> binary[at(binary)] ^= (byte) (1 << this.random.nextInt(8));
			case 3 -> {
				for (int i = 2 + this.random.nextInt(4); i > 0; i--) {
					binary[at(binary)] = (byte) this.random.nextInt(256);
				}
			}
			case 4 -> {
				return shuffle(binary);
			}
			default -> {
				return lengthen(binary);
			}
		}
		return binary;
	}

	private int at(byte[] binary) {
		return HEADER + this.random.nextInt(binary.length - HEADER);
	}

	/**
	 * Write a number of the binary, if it is one, in more bytes or as a huge one.
	 */
	private byte[] lengthen(byte[] binary) {
		int at = at(binary);
		byte[][] numbers = { { (byte) (binary[at] | 0x80), 0 }, { (byte) (binary[at] | 0x80), (byte) 0x80, 0 },
				{ -1, -1, -1, -1, 0x0F }, { -1, -1, -1, -1, 0x7F }, { (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x04 } };
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		out.write(binary, 0, at);
		out.writeBytes(numbers[this.random.nextInt(numbers.length)]);
		out.write(binary, at + 1, binary.length - at - 1);
		return out.toByteArray();
	}

	/**
	 * Leave a section out, write one twice, or change their order.
	 */
	private byte[] shuffle(byte[] binary) {
		List<byte[]> sections = new ArrayList<>();
		int start = HEADER;
		while (start < binary.length) {
			int at = start + 1;
			int size = 0;
			int shift = 0;
			int next;
			do {
				next = binary[at++];
				size |= (next & 0x7F) << shift;
				shift += 7;
			}
			while (next < 0);
			sections.add(Arrays.copyOfRange(binary, start, at + size));
			start = at + size;
		}
		int chosen = this.random.nextInt(sections.size());
		switch (this.random.nextInt(4)) {
			case 0 -> sections.remove(chosen);
			case 1 -> sections.add(this.random.nextInt(sections.size()), sections.get(chosen));
			case 2 -> Collections.swap(sections, chosen, this.random.nextInt(sections.size()));
			default -> sections.get(chosen)[0] = (byte) this.random.nextInt(14);
		}
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		out.write(binary, 0, HEADER);
		sections.forEach(out::writeBytes);
		if (this.random.nextBoolean() && out.size() > HEADER) {
			byte[] shuffled = out.toByteArray();
			shuffled[at(shuffled)] ^= (byte) (1 << this.random.nextInt(8));
			return shuffled;
		}
		return out.toByteArray();
	}

}
