package io.github.wasmpool.binary;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import io.github.kawamuray.wasmtime.Config;
import io.github.kawamuray.wasmtime.Engine;
import io.github.kawamuray.wasmtime.Module;
import io.github.kawamuray.wasmtime.WasmtimeException;
import io.github.wasmpool.GuestFeatures;
import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import io.github.wasmpool.type.ExportType;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.MemoryLimits;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What is valid for the engine is valid here, and nothing else: rewriting takes away what
 * the engine would have refused, and adds what could allow it. Mutants of modules tell.
 */
class ValidityTests {

	/** Set {@code -Dwasm-pool.mutants=...} for more of each module. */
	private static final int MUTANTS = Integer.getInteger("wasm-pool.mutants", 150);

	private static final GuestFeatures ALL = new GuestFeatures(true, true);

	private static final Engine ENGINE = engine();

	private static final String MEMORY_OF_ITS_OWN = """
			(module
			  (type $unary (func (param i32) (result i32)))
			  (import "env" "log" (func $log (param i32)))
			  (import "env" "base" (global $base i32))
			  (import "env" "memory" (memory 1 4))
			  (table 4 8 funcref) (table $refs 2 externref)
			  (global $count (export "count") (mut i32) (i32.const 7))
			  (global $declared funcref (ref.func $hidden))
			  (func $start (call $log (global.get $count)))
			  (func $hidden (type $unary) (memory.grow (local.get 0)))
			  (func $other (type $unary) (local i64 f32)
			    (block (result i32) (br_if 0 (memory.size) (local.get 0))
			      (call_indirect (type $unary) (i32.const 1))))
			  (func (export "reference") (result funcref) (ref.func $hidden))
			  (func (export "run") (param i32) (result i32)
			    (memory.init $text (i32.const 0) (i32.const 0) (i32.const 2))
			    (i32.store offset=4 (local.get 0) (call $other (i32.const 3)))
			    (i32.load (i32.const 8)))
			  (start $start)
			  (elem (i32.const 0) $hidden $other) (elem $passive func $other)
			  (data (i32.const 16) "hello") (data $text "text"))
			""";

	private static final String SHARED_MEMORY = """
			(module
			  (import "env" "memory" (memory 1 4))
			  (import "env" "log" (func $log (param i32)))
			  (import "env" "wait32" (func $wait32 (param i32 i32 i64) (result i32)))
			  (import "env" "wait64" (func $wait64 (param i32 i64 i64) (result i32)))
			  (table 2 funcref) (global $count (export "count") (mut i64) (i64.const 7))
			  (func $hidden (export "none") (param externref) (result funcref) (ref.func $hidden))
			  (func $start
			    (drop (call $wait32 (i32.const 0) (i32.const 1) (i64.const 2) (nop) (nop))))
			  (func (export "wait") (param i32) (result i32)
			    (call $wait64 (local.get 0) (i64.const 1) (i64.const -1) (nop) (nop)))
			  (start $start)
			  (elem (i32.const 0) $hidden) (data (i32.const 16) "hello") (data "passive"))
			""";

	@AfterAll
	static void disposeEngine() {
		ENGINE.dispose();
	}

	private static Engine engine() {
		try (Config config = new Config().wasmThreads(true).wasmSimd(true)) {
			return new Engine(config);
		}
	}

	@Test
	void mutantsOfAModuleAreAcceptedAsTheEngineDoes() {
		judgeMutants(Binaries.wat(MEMORY_OF_ITS_OWN), false, 0);
	}

	@Test
	void mutantsOfAModuleWithACountedMemoryAreAcceptedAsTheEngineDoes() {
		judgeMutants(Binaries.wat(MEMORY_OF_ITS_OWN), false, 2);
	}

	@Test
	void mutantsOfAModuleWithASharedMemoryAreAcceptedAsTheEngineDoes() {
		judgeMutants(sharedMemory(), true, 0);
	}

	/**
	 * Put in what the compiler of the text cannot write: the shared memory, and the waits
	 * in place of calls.
	 */
	private static byte[] sharedMemory() {
		String hex = HexFormat.of().formatHex(Binaries.wat(SHARED_MEMORY));
		return HexFormat.of()
			.parseHex(hex.replace("6d656d6f727902010104", "6d656d6f727902030104")
				.replace("01011001", "fe010200")
				.replace("01011002", "fe020308"));
	}

	private static void judgeMutants(byte[] binary, boolean shared, int reserve) {
		assertThat(refusal(binary, shared, reserve)).isNull();
		Mutants mutants = new Mutants(binary, new Random(20_261_130));
		int valid = 0;
		for (int i = 0; i < MUTANTS; i++) {
			byte[] mutant = mutants.next();
			valid += judge(mutant, shared, reserve) ? 1 : 0;
		}
		assertThat(valid).isBetween(MUTANTS / 50, MUTANTS / 2);
	}

	/**
	 * Compare what the engine says of a module with what is said here.
	 * @return whether it is valid
	 */
	private static boolean judge(byte[] mutant, boolean shared, int reserve) {
		String engine = refusal(mutant);
		WasmModuleException ours = refusal(mutant, shared, reserve);
		String hex = HexFormat.of().formatHex(mutant);
		if (ours == null) {
			assertThat(engine).as("accepted: %s", hex).isNull();
		}
		else if (ours.getSettings().isEmpty()) {
			assertThat(engine).as("refused with '%s': %s", ours.getMessage(), hex).isNotNull();
		}
		return engine == null;
	}

	/**
	 * Return why the engine refuses a module as it is.
	 */
	private static @Nullable String refusal(byte[] binary) {
		try {
			Module.fromBinary(ENGINE, binary).dispose();
			return null;
		}
		catch (WasmtimeException ex) {
			return ex.getMessage();
		}
	}

	/**
	 * Return why a module is refused here, before or after it is rewritten.
	 */
	private static @Nullable WasmModuleException refusal(byte[] binary, boolean shared, int reserve) {
		try {
			byte[] rewritten = BinaryModule.inspect("mutant", binary, ModuleLimits.DEFAULTS, ALL, false, shared)
				.rewrite(MemoryLimits.ofModule(), reserve)
				.bytes();
			String engine = refusal(rewritten);
			return (engine != null) ? new WasmModuleException(Reason.COMPILATION, engine) : null;
		}
		catch (WasmModuleException ex) {
			return ex;
		}
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void whatTheEngineRefusesIsRefused(String fault, byte[] binary, boolean shared, int reserve) {
		assertThat(refusal(binary)).isNotNull();
		assertThat(refusal(binary, shared, reserve)).isNotNull();
	}

	static Stream<Arguments> whatTheEngineRefusesIsRefused() {
		String sharedImport = "0210 01 03656e76 066d656d6f7279 02 030104";
		return Stream.of(
				Arguments.of("reference to a start function that nothing declares",
						Binaries.hex("010401600000 03020100 080100 0a07010500 d200 1a 0b"), false, 0),
				Arguments.of("the same with a shared memory",
						Binaries.hex("010401600000" + sharedImport + "03020100 080100 0a07010500 d200 1a 0b"), true, 0),
				Arguments.of("size of another memory",
						Binaries.hex("010401600000 03020100 0503010001 0a07010500 3f01 1a 0b"), false, 1),
				Arguments.of("growth of another memory",
						Binaries.hex("010401600000 03020100 0503010001 0a09010700 4100 4001 1a 0b"), false, 1),
				Arguments.of("number of the memory in two bytes",
						Binaries.hex("010401600000 03020100 0503010001 0a08010600 3f8000 1a 0b"), false, 1),
				Arguments.of("wait with another alignment",
						Binaries
							.hex("010401600000 " + sharedImport + "03020100 0a0f010d00 4100 4100 4200 fe010100 1a 0b"),
						true, 0),
				Arguments.of("wide wait with another alignment",
						Binaries
							.hex("010401600000 " + sharedImport + "03020100 0a0f010d00 4100 4200 4200 fe020200 1a 0b"),
						true, 0),
				Arguments.of("something behind the start function",
						Binaries.hex("010401600000 03020100 08020000 0a040102000b"), false, 0),
				Arguments.of("name of an export of a module with a shared memory",
						Binaries.hex(sharedImport + "0706 0102c328 0200"), true, 0));
	}

	@Test
	void acceptsAReferenceToAStartFunctionThatIsDeclared() {
		for (String declaration : List.of("(elem declare func $start)", "(export \"start\" (func $start))",
				"(global funcref (ref.func $start))", "(table 1 funcref) (elem (i32.const 0) $start)")) {
			assertThat(judge(
					Binaries.wat("(module (func $start (drop (ref.func $start))) (start $start) " + declaration + ")"),
					false, 0))
				.isTrue();
		}
	}

	@Test
	void acceptsAWaitWhoseAlignmentIsWrittenInTwoBytes() {
		byte[] binary = Binaries.hex("010401600000 0210 01 03656e76 066d656d6f7279 02 030104 03020100"
				+ "0a10010e00 4100 4100 4200 fe01820000 1a 0b");
		assertThat(judge(binary, true, 0)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a", "€", "§", "grüße", "\uD83D\uDE80", "\uDBFF\uDFFF", "\u0000", "a b\n", "\uFEFF" })
	void anyUnicodeIsAName(String name) {
		byte[] binary = module(name.getBytes(StandardCharsets.UTF_8));
		assertThat(judge(binary, false, 0)).isTrue();
		BinaryModule module = Binaries.inspect(binary);
		assertThat(module.imports()).extracting(ImportType::module).containsOnly(name);
		assertThat(module.imports()).extracting(ImportType::name).containsOnly(name);
		assertThat(module.exports()).extracting(ExportType::name).containsExactly(name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "80", "ff", "c3", "c328", "c080", "e08080", "eda080", "edbfbf", "f8888080", "f4908080",
			"e282", "61c3" })
	void nothingElseIsANameWhereverItStands(String hex) {
		byte[] name = HexFormat.of().parseHex(hex);
		byte[] good = { 'a' };
		for (List<byte[]> names : List.of(List.of(name, good, good, good), List.of(good, name, good, good),
				List.of(good, good, name, good), List.of(good, good, good, name))) {
			byte[] binary = module(names.get(0), names.get(1), names.get(2), names.get(3));
			assertThat(refusal(binary)).isNotNull();
			assertThatExceptionOfType(WasmModuleException.class).isThrownBy(() -> Binaries.inspect(binary))
				.withMessageContaining("a name that is not UTF-8")
				.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.MALFORMED));
		}
	}

	@Test
	void aNameCanBeAsLongAsTheEngineBears() {
		assertThat(judge(module("a".repeat(100_000).getBytes(StandardCharsets.UTF_8)), false, 0)).isTrue();
		byte[] longer = module("a".repeat(100_001).getBytes(StandardCharsets.UTF_8));
		assertThat(refusal(longer)).isNotNull();
		assertThat(catchThrowableOfType(WasmModuleException.class, () -> Binaries.inspect(longer)))
			.hasMessageContaining("a name of 100,001 bytes, 100,000 are allowed");
	}

	private static byte[] module(byte[] name) {
		return module(name, name, name, name);
	}

	/**
	 * Write a module that imports a function and a global, exports the function, and has
	 * a custom section.
	 */
	private static byte[] module(byte[] module, byte[] field, byte[] export, byte[] custom) {
		ByteWriter imports = name(name(new ByteWriter().u32(2), module), field).u8(0).u32(0);
		name(name(imports, module), field).u8(3).u8(0x7F).u8(0);
		return new ByteWriter().header()
			.section(1, new ByteWriter().u32(1).u8(0x60).u32(0).u32(0))
			.section(2, imports)
			.section(7, name(new ByteWriter().u32(1), export).u8(0).u32(0))
			.section(0, name(new ByteWriter(), custom))
			.toByteArray();
	}

	private static ByteWriter name(ByteWriter writer, byte[] name) {
		return writer.u32(name.length).copy(name, 0, name.length);
	}

	/**
	 * Modules with one or two changes in what their sections hold; the lengths of the
	 * sections, and often those of functions, fit.
	 */
	private static final class Mutants {

		private static final int[] TELLING = { 0, 1, 2, 3, 4, 5, 0x0B, 0x3F, 0x40, 0x60, 0x6F, 0x70, 0x7F, 0x80, 0xC3,
				0xD0, 0xD2, 0xFE, 0xFF };

		private final byte[] binary;

		private final List<Slice> sections;

		private final Random random;

		Mutants(byte[] binary, Random random) {
			this.binary = binary;
			this.sections = Sections.of("seed", ALL, binary).all();
			this.random = random;
		}

		byte[] next() {
			int first = this.random.nextInt(this.sections.size());
			int second = this.random.nextInt(2) * this.random.nextInt(this.sections.size());
			ByteWriter mutant = new ByteWriter().header();
			for (int i = 0; i < this.sections.size(); i++) {
				Slice section = this.sections.get(i);
				byte[] content = Arrays.copyOfRange(this.binary, section.content(), section.end());
				if (i == first || i == second) {
					content = mutate(content);
				}
				mutant.section(section.id(), new ByteWriter().copy(content, 0, content.length));
			}
			return mutant.toByteArray();
		}

		private byte[] mutate(byte[] content) {
			int at = this.random.nextInt(content.length);
			ByteArrayOutputStream mutated = new ByteArrayOutputStream();
			mutated.write(content, 0, at);
			int kind = this.random.nextInt(8);
			switch (kind) {
				case 0 -> mutated.write(this.random.nextInt(256));
				case 1 -> mutated.write(content[at] ^ (1 << this.random.nextInt(8)));
				case 2, 3 -> mutated.write(content[at] + 1 - 2 * this.random.nextInt(2));
				case 4 -> mutated.write(content, at, 1);
				default -> mutated.write(TELLING[this.random.nextInt(TELLING.length)]);
			}
			if (kind == 4 && this.random.nextBoolean()) {
				mutated.write(this.random.nextInt(4));
			}
			int rest = at + ((kind == 4 && this.random.nextBoolean()) ? 2 : 1);
			if (rest < content.length) {
				mutated.write(content, rest, content.length - rest);
			}
			return mutated.toByteArray();
		}

	}

}
