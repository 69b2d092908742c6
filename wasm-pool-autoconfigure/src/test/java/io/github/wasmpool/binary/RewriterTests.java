package io.github.wasmpool.binary;

import java.util.List;

import io.github.kawamuray.wasmtime.Val;
import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.type.ExportType;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.GlobalType;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.type.MemoryType;
import io.github.wasmpool.type.TableType;
import io.github.wasmpool.type.ValueType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Each rule of rewriting, observed on the real engine.
 */
class RewriterTests {

	private static final FunctionType PROCEDURE = FunctionType.of(List.of(), List.of());

	private static final String GROW = """
			(func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
			""";

	@Test
	void limitsAMemory() {
		GuestBinary binary = Binaries.rewrite("(module (memory (export \"memory\") 1) " + GROW + ")",
				MemoryLimits.of(2, 3));
		assertThat(binary.memory()).contains(new MemoryType(2, 3, false));
		assertThat(binary.exports()).first().isEqualTo(new ExportType("memory", new MemoryType(1, null, false)));
		try (Guest guest = new Guest(binary)) {
			assertThat(guest.memoryPages("memory")).isEqualTo(2);
			assertThat(guest.callInt("grow", 1)).isEqualTo(2);
			assertThat(guest.callInt("grow", 1)).isEqualTo(-1);
		}
	}

	@Test
	void givesAMemoryWithoutACeilingOne() {
		try (Guest guest = new Guest(Binaries.rewrite("(module (memory 1) " + GROW + ")"))) {
			assertThat(guest.callInt("grow", 256)).isEqualTo(-1);
			assertThat(guest.callInt("grow", 255)).isEqualTo(1);
		}
	}

	@Test
	void refusesAnImpossibleMemory() {
		BinaryModule module = Binaries.inspect(Binaries.wat("(module (memory 5 9))"));
		assertThatExceptionOfType(WasmModuleException.class).isThrownBy(() -> module.rewrite(MemoryLimits.of(5, 10)))
			.withMessage("module 'rules' cannot have this memory: 'memory.max-pages' must be at most 9, what the module"
					+ " can grow to (the module begins with 5 pages and can grow to 9, 'memory.initial-pages' is 5,"
					+ " 'memory.max-pages' is 10)");
	}

	@Test
	void ignoresMemoryLimitsOfAModuleWithoutMemory() {
		GuestBinary binary = Binaries.rewrite("(module (func))", MemoryLimits.of(7, 3));
		assertThat(binary.memory()).isEmpty();
		assertThat(binary.mainMemory()).isEmpty();
	}

	@Test
	void makesAnImportedMemoryItsOwn() {
		GuestBinary binary = Binaries.rewrite("""
				(module
				  (import "env" "memory" (memory 2 8))
				  (func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0)))
				  (data (i32.const 3) "A")""" + GROW + ")", MemoryLimits.of(3, 4));
		assertThat(binary.imports()).containsExactly(new ImportType("env", "memory", new MemoryType(2, 8, false)));
		assertThat(binary.missingImports()).isEmpty();
		assertThat(binary.memory()).contains(new MemoryType(3, 4, false));
		assertThat(binary.mainMemory()).contains("wasm-pool:memory");
		try (Guest guest = new Guest(binary)) {
			assertThat(guest.memoryPages("wasm-pool:memory")).isEqualTo(3);
			assertThat(guest.callInt("load", 3)).isEqualTo('A');
			assertThat(guest.callInt("grow", 2)).isEqualTo(-1);
			assertThat(guest.callInt("grow", 1)).isEqualTo(3);
		}
	}

	@Test
	void keepsTheOtherImportsAsTheyAre() {
		GuestBinary binary = Binaries.rewrite("""
				(module
				  (import "env" "f" (func (param i32 f64) (result i64)))
				  (import "env" "m" (memory 1))
				  (import "env" "g" (global (mut i32)))
				  (import "env" "t" (table 1 9 funcref))
				  (export "m" (memory 0)))
				""");
		assertThat(binary.missingImports()).containsExactly(
				new ImportType("env", "f",
						FunctionType.of(List.of(ValueType.I32, ValueType.F64), List.of(ValueType.I64))),
				new ImportType("env", "g", new GlobalType(ValueType.I32, true)),
				new ImportType("env", "t", new TableType(ValueType.FUNCREF, 1, 9L)));
		BinaryModule again = Binaries.inspect(binary.bytes());
		assertThat(again.imports()).isEqualTo(binary.missingImports());
		assertThat(again.memory()).contains(new MemoryType(1, 256, false));
		assertThat(binary.mainMemory()).contains("m");
		Guest.compile(binary.bytes());
	}

	@Test
	void findsTheMainMemory() {
		assertThat(Binaries.rewrite("(module (memory 1) (export \"a\" (memory 0)) (export \"memory\" (memory 0)))")
			.mainMemory()).contains("memory");
		assertThat(Binaries.rewrite("(module (memory (export \"heap\") 1))").mainMemory()).contains("heap");
		assertThat(Binaries.rewrite("(module (memory 1) (func (export \"memory\")))").mainMemory()).isEmpty();
	}

	@Test
	void limitsTables() {
		byte[] binary = Binaries.wat("""
				(module
				  (table $open 1 funcref) (table $bounded 1 3 externref)
				  (func (export "open") (param i32) (result i32) (table.grow $open (ref.null func) (local.get 0)))
				  (func (export "bounded") (param i32) (result i32)
				    (table.grow $bounded (ref.null extern) (local.get 0))))
				""");
		ModuleLimits limits = new ModuleLimits(5, 10, 100, 1_000);
		try (Guest guest = new Guest(BinaryModule.inspect("rules", binary, limits).rewrite(MemoryLimits.ofModule()))) {
			assertThat(guest.callInt("open", 5)).isEqualTo(-1);
			assertThat(guest.callInt("open", 4)).isEqualTo(1);
			assertThat(guest.callInt("bounded", 3)).isEqualTo(-1);
			assertThat(guest.callInt("bounded", 2)).isEqualTo(1);
		}
	}

	@Test
	void leavesTheStartFunctionToTheHost() {
		GuestBinary binary = Binaries.rewrite("""
				(module
				  (global $ran (mut i32) (i32.const 0))
				  (func $start (global.set $ran (i32.add (global.get $ran) (i32.const 1))))
				  (func (export "ran") (result i32) (global.get $ran))
				  (start $start))
				""");
		assertThat(binary.startFunction()).contains("wasm-pool:start");
		try (Guest guest = new Guest(binary)) {
			assertThat(guest.callInt("ran")).isZero();
			guest.call("wasm-pool:start");
			assertThat(guest.callInt("ran")).isEqualTo(1);
		}
	}

	@Test
	void renamesWhatTheBindingWouldActUpon() {
		GuestBinary binary = Binaries.rewrite("""
				(module
				  (func (export "_start")) (func (export "_initialize"))
				  (func (export "seven") (result i32) (i32.const 7)))
				""");
		assertThat(binary.exports()).extracting(ExportType::name).containsExactly("_start", "_initialize", "seven");
		assertThat(binary.exportName("_start")).isEqualTo("wasm-pool:_start");
		assertThat(binary.exportName("seven")).isEqualTo("seven");
		assertThat(binary.initializer()).contains("wasm-pool:_initialize");
		assertThat(binary.startFunction()).isEmpty();
		try (Guest guest = new Guest(binary)) {
			assertThat(guest.hasFunction("_start")).isFalse();
			assertThat(guest.hasFunction("_initialize")).isFalse();
			assertThat(guest.callInt("seven")).isEqualTo(7);
			assertThat(guest.call("wasm-pool:_start")).isEmpty();
			assertThat(guest.call("wasm-pool:_initialize")).isEmpty();
		}
	}

	@Test
	void takesOnlyAProcedureForAnInitializer() {
		assertThat(Binaries.rewrite("(module (func (export \"_initialize\") (param i32)))").initializer()).isEmpty();
		assertThat(Binaries.rewrite("(module (memory (export \"_initialize\") 1))").initializer()).isEmpty();
		assertThat(Binaries.rewrite("(module)").initializer()).isEmpty();
	}

	@Test
	void refusesTheNameOfWhatIsNotExported() {
		GuestBinary binary = Binaries.rewrite("(module (func (export \"a\")) (func $s) (start $s))");
		assertThatIllegalArgumentException().isThrownBy(() -> binary.exportName("wasm-pool:start"))
			.withMessage("module 'rules' has no export 'wasm-pool:start'; it has ['a']");
	}

	@Test
	void reachesEachNumericGlobal() {
		GuestBinary binary = Binaries.rewrite("""
				(module
				  (global (export "i32") (mut i32) (i32.const -1))
				  (global (export "i64") (mut i64) (i64.const -2))
				  (global (export "f32") (mut f32) (f32.const 1.5))
				  (global (export "f64") (mut f64) (f64.const 2.5))
				  (global (export "constant") i32 (i32.const 42))
				  (global (export "reference") (mut funcref) (ref.null func)))
				""");
		try (Guest guest = new Guest(binary)) {
			assertThat(guest.call(binary.getter("i32"))[0].i32()).isEqualTo(-1);
			assertThat(guest.call(binary.getter("i64"))[0].i64()).isEqualTo(-2);
			assertThat(guest.call(binary.getter("f32"))[0].f32()).isEqualTo(1.5F);
			assertThat(guest.call(binary.getter("f64"))[0].f64()).isEqualTo(2.5);
			assertThat(guest.call(binary.getter("constant"))[0].i32()).isEqualTo(42);
			guest.call(binary.setter("i32").orElseThrow(), Val.fromI32(3));
			guest.call(binary.setter("i64").orElseThrow(), Val.fromI64(Long.MIN_VALUE));
			guest.call(binary.setter("f32").orElseThrow(), Val.fromF32(4.5F));
			guest.call(binary.setter("f64").orElseThrow(), Val.fromF64(5.5));
			assertThat(guest.call(binary.getter("i32"))[0].i32()).isEqualTo(3);
			assertThat(guest.call(binary.getter("i64"))[0].i64()).isEqualTo(Long.MIN_VALUE);
			assertThat(guest.call(binary.getter("f32"))[0].f32()).isEqualTo(4.5F);
			assertThat(guest.call(binary.getter("f64"))[0].f64()).isEqualTo(5.5);
		}
		assertThat(binary.setter("constant")).isEmpty();
		assertThatIllegalArgumentException().isThrownBy(() -> binary.getter("reference"))
			.withMessage("module 'rules' exports global 'reference' (mut funcref), which is not a numeric global");
		assertThatIllegalArgumentException().isThrownBy(() -> binary.setter("missing"))
			.withMessageStartingWith("module 'rules' has no export 'missing'; it has ['i32', ");
	}

	@Test
	void keepsIndexesWhenItAppends() {
		GuestBinary binary = Binaries.rewrite("""
				(module
				  (type $binary (func (param i32 i32) (result i32)))
				  (table 2 funcref) (elem (i32.const 0) $add $subtract)
				  (global (export "calls") (mut i64) (i64.const 0))
				  (func $add (type $binary) (i32.add (local.get 0) (local.get 1)))
				  (func $subtract (type $binary) (i32.sub (local.get 0) (local.get 1)))
				  (func (export "apply") (param i32 i32 i32) (result i32)
				    (global.set 0 (i64.add (global.get 0) (i64.const 1)))
				    (call_indirect (type $binary) (local.get 1) (local.get 2) (local.get 0))))
				""");
		try (Guest guest = new Guest(binary)) {
			assertThat(guest.callInt("apply", 0, 5, 3)).isEqualTo(8);
			assertThat(guest.callInt("apply", 1, 5, 3)).isEqualTo(2);
			assertThat(guest.call(binary.getter("calls"))[0].i64()).isEqualTo(2);
		}
	}

	@Test
	void avoidsTheNamesOfTheGuest() {
		GuestBinary binary = Binaries.rewrite("""
				(module
				  (func (export "wasm-pool:start")) (func (export "wasm-pool::x")) (func (export "_start"))
				  (func $s) (start $s))
				""");
		assertThat(binary.startFunction()).contains("wasm-pool:::start");
		assertThat(binary.exportName("_start")).isEqualTo("wasm-pool:::_start");
		assertThat(binary.exportName("wasm-pool:start")).isEqualTo("wasm-pool:start");
		Guest.compile(binary.bytes());
	}

	@Test
	void copiesPaddedHeadersAndCustomSectionsByteForByte() {
		// (type (func)), custom "a", (func (type 0)), (memory 1), (export "f" (func 0)),
		// custom "b", code, custom "c"; most lengths take more bytes than they need
		String before = "018480808000 01600000 00020161 0382808000 0100";
		String after = "0785808000 0101660000 00020162 0a84808000 0102000b 00828000 0163";
		byte[] binary = Binaries.hex(before + "058380808000 010001" + after);
		GuestBinary rewritten = Binaries.inspect(binary).rewrite(MemoryLimits.of(1, 1));
		assertThat(rewritten.bytes()).isEqualTo(Binaries.hex(before + "050401010101" + after));
		Guest.compile(rewritten.bytes());
	}

	@Test
	void addsMissingSectionsInOrder() {
		// custom "a", global (export "g") i32 7, custom "b"; neither types nor functions
		byte[] binary = Binaries.hex("00020161 0606017f0041070b 070501016703 00 00020162");
		GuestBinary rewritten = Binaries.inspect(binary).rewrite(MemoryLimits.ofModule());
		try (Guest guest = new Guest(rewritten)) {
			assertThat(guest.callInt(rewritten.getter("g"))).isEqualTo(7);
		}
	}

	@Test
	void returnsAModuleWithNothingToChangeByteForByte() {
		byte[] empty = Binaries.hex("");
		assertThat(Binaries.inspect(empty).rewrite(MemoryLimits.ofModule()).bytes()).isEqualTo(empty);
		byte[] limited = Binaries
			.wat("(module (memory (export \"memory\") 1 2) (table 1 2 funcref) (func (export \"f\")))");
		assertThat(Binaries.inspect(limited).rewrite(MemoryLimits.ofModule()).bytes()).isEqualTo(limited);
	}

	@Test
	void isNotChangedFromOutside() {
		byte[] binary = Binaries.wat("(module (func (export \"f\")))");
		BinaryModule module = Binaries.inspect(binary);
		binary[0] = 1;
		GuestBinary rewritten = module.rewrite(MemoryLimits.ofModule());
		rewritten.bytes()[0] = 2;
		assertThat(rewritten.bytes()).startsWith(0, 'a', 's', 'm');
		assertThat(module.exports()).containsExactly(new ExportType("f", PROCEDURE));
		assertThat(rewritten.name()).isEqualTo("rules");
	}

}
