package io.github.wasmpool.binary;

import java.util.HexFormat;
import java.util.List;

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
		assertThat(binary.layout().memory()).contains(new MemoryType(2, 3, false));
		assertThat(binary.layout().exports()).first()
			.isEqualTo(new ExportType("memory", new MemoryType(1, null, false)));
		try (Guest guest = new Guest(binary)) {
			assertThat(guest.memory().pages()).isEqualTo(2);
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
		GuestBinary binary = Binaries.rewrite("(module (func))", MemoryLimits.of(3, 7));
		assertThat(binary.layout().memory()).isEmpty();
		assertThat(binary.layout().mainMemory()).isEmpty();
	}

	@Test
	void makesAnImportedMemoryItsOwn() {
		GuestBinary binary = Binaries.rewrite("""
				(module
				  (import "env" "memory" (memory 2 8))
				  (func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0)))
				  (data (i32.const 3) "A")""" + GROW + ")", MemoryLimits.of(3, 4));
		assertThat(binary.layout().imports())
			.containsExactly(new ImportType("env", "memory", new MemoryType(2, 8, false)));
		assertThat(binary.layout().missingImports()).isEmpty();
		assertThat(binary.layout().memory()).contains(new MemoryType(3, 4, false));
		assertThat(binary.layout().mainMemory()).contains("wasm-pool:memory");
		try (Guest guest = new Guest(binary)) {
			assertThat(guest.memory().pages()).isEqualTo(3);
			assertThat(guest.callInt("load", 3)).isEqualTo('A');
			assertThat(guest.callInt("grow", 2)).isEqualTo(-1);
			assertThat(guest.callInt("grow", 1)).isEqualTo(3);
		}
	}

	@Test
	void keepsTheImportsItCannotMakeItsOwn() {
		GuestBinary binary = Binaries.rewrite("""
				(module
				  (import "env" "f" (func (param i32 f64) (result i64)))
				  (import "env" "m" (memory 1))
				  (import "env" "g" (global (mut i32)))
				  (import "env" "t" (table 1 9 funcref))
				  (export "m" (memory 0)))
				""");
		assertThat(binary.layout().hostFunctions()).containsExactly(new ImportType("env", "f",
				FunctionType.of(List.of(ValueType.I32, ValueType.F64), List.of(ValueType.I64))));
		assertThat(binary.layout().missingImports()).containsExactly(
				new ImportType("env", "g", new GlobalType(ValueType.I32, true)),
				new ImportType("env", "t", new TableType(ValueType.FUNCREF, 1, 9L)));
		BinaryModule again = Binaries.inspect(binary.bytes());
		assertThat(again.imports()).isEqualTo(binary.layout().missingImports());
		assertThat(again.memory()).contains(new MemoryType(1, 256, false));
		assertThat(binary.layout().mainMemory()).contains("m");
		Guest.compile(binary.bytes());
	}

	@Test
	void makesImportedFunctionsItsOwnWithoutMovingAny() {
		GuestBinary binary = Binaries.rewrite("""
				(module
				  (import "env" "a" (func $a (param i32) (result i32)))
				  (import "env" "m" (memory 1))
				  (import "env" "b" (func $b (param f64 i64)))
				  (table 2 funcref) (elem (i32.const 0) $a $own)
				  (func $own (export "own") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
				  (func (export "indirect") (param i32) (result i32)
				    (call_indirect (param i32) (result i32) (i32.const 5) (local.get 0)))
				  (export "again" (func $a)))
				""");
		BinaryModule again = Binaries.inspect(binary.bytes());
		assertThat(again.imports()).isEmpty();
		assertThat(again.exports()).extracting(ExportType::name)
			.containsExactlyInAnyOrder("own", "indirect", "again", "wasm-pool:lookup", "wasm-pool:memory");
		assertThat(again.exports()).filteredOn((export) -> export.name().equals("again"))
			.singleElement()
			.extracting(ExportType::type)
			.isEqualTo(FunctionType.of(List.of(ValueType.I32), List.of(ValueType.I32)));
		try (Guest guest = new Guest(binary)) {
			assertThat(guest.callInt("own", 1)).isEqualTo(2);
			assertThat(guest.callInt("indirect", 1)).isEqualTo(6);
		}
	}

	@Test
	void findsTheMainMemory() {
		assertThat(Binaries.rewrite("(module (memory 1) (export \"a\" (memory 0)) (export \"memory\" (memory 0)))")
			.layout()
			.mainMemory()).contains("memory");
		assertThat(Binaries.rewrite("(module (memory (export \"heap\") 1))").layout().mainMemory()).contains("heap");
		assertThat(Binaries.rewrite("(module (memory 1) (func (export \"memory\")))").layout().mainMemory()).isEmpty();
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
		// two elements to begin with, four more for each table
		ModuleLimits limits = ModuleLimits.DEFAULTS.withTableElements(10)
			.withFunctions(10)
			.withComplexity(10_000)
			.withModuleSize(1_000);
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
		assertThat(binary.layout().startFunction()).isPresent();
		assertThat(Binaries.inspect(binary.bytes()).rewrite(MemoryLimits.ofModule()).layout().startFunction())
			.isEmpty();
		try (Guest guest = new Guest(binary)) {
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
		assertThat(binary.layout().exports()).extracting(ExportType::name)
			.containsExactly("_start", "_initialize", "seven");
		assertThat(binary.layout().initializer()).isEqualTo(binary.layout().function("_initialize")).isPresent();
		assertThat(binary.layout().startFunction()).isEmpty();
		assertThat(Binaries.inspect(binary.bytes()).exports()).extracting(ExportType::name)
			.containsExactly("wasm-pool:_start", "wasm-pool:_initialize", "seven", "wasm-pool:lookup");
		try (Guest guest = new Guest(binary)) {
			assertThat(guest.callInt("seven")).isEqualTo(7);
		}
	}

	@Test
	void takesOnlyAProcedureForAnInitializer() {
		assertThat(Binaries.rewrite("(module (func (export \"_initialize\") (param i32)))").layout().initializer())
			.isEmpty();
		assertThat(Binaries.rewrite("(module (memory (export \"_initialize\") 1))").layout().initializer()).isEmpty();
		assertThat(Binaries.rewrite("(module)").layout().initializer()).isEmpty();
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
			assertThat(guest.global("i32").get()).isEqualTo(-1);
			assertThat(guest.global("i64").get()).isEqualTo(-2L);
			assertThat(guest.global("f32").get()).isEqualTo(1.5F);
			assertThat(guest.global("f64").get()).isEqualTo(2.5);
			assertThat(guest.global("constant").get()).isEqualTo(42);
			guest.global("i32").set(3);
			guest.global("i64").set(Long.MIN_VALUE);
			guest.global("f32").set(4.5F);
			guest.global("f64").set(5.5);
			assertThat(guest.global("i32").get()).isEqualTo(3);
			assertThat(guest.global("i64").get()).isEqualTo(Long.MIN_VALUE);
			assertThat(guest.global("f32").get()).isEqualTo(4.5F);
			assertThat(guest.global("f64").get()).isEqualTo(5.5);
		}
		assertThat(binary.layout().setter("constant")).isEmpty();
		assertThat(binary.layout().getter("reference")).isEmpty();
		assertThat(binary.layout().setter("missing")).isEmpty();
	}

	@Test
	void readsAndWritesAGlobalByOneFunctionEachHoweverOftenItIsExported() {
		GuestBinary binary = Binaries.rewrite("""
				(module
				  (global $g (export "a") (mut i32) (i32.const 7))
				  (export "b" (global $g)) (export "c" (global $g)))
				""");
		// One reads it, one writes it, and three keep all that can change
		assertThat(binary.layout().callables()).hasSize(5);
		try (Guest guest = new Guest(binary)) {
			guest.global("b").set(8);
			assertThat(guest.global("a").get()).isEqualTo(8);
			assertThat(guest.global("c").get()).isEqualTo(8);
		}
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
			assertThat(guest.global("calls").get()).isEqualTo(2L);
		}
	}

	@Test
	void avoidsTheNamesOfTheGuest() {
		GuestBinary binary = Binaries.rewrite("""
				(module
				  (func (export "wasm-pool:start")) (func (export "wasm-pool::x")) (func (export "_start"))
				  (func $s) (start $s))
				""");
		assertThat(binary.layout().lookup()).isEqualTo("wasm-pool-1:lookup");
		assertThat(Binaries.inspect(binary.bytes()).exports()).extracting(ExportType::name)
			.containsExactlyInAnyOrder("wasm-pool:start", "wasm-pool::x", "wasm-pool-1:_start", "wasm-pool-1:lookup");
		Guest.compile(binary.bytes());
	}

	@Test
	void copiesPaddedHeadersAndCustomSectionsByteForByte() {
		// custom "a", (data (i32.const 0) "x"), custom "b"; lengths take more bytes than
		// they need
		String custom = "00 8280808000 0161";
		String data = "0b 8780808000 01 00 4100 0b 0178";
		byte[] rewritten = Binaries.inspect(Binaries.hex(custom + "0503010001" + data + "00020162"))
			.rewrite(MemoryLimits.of(1, 1))
			.bytes();
		assertThat(HexFormat.of().formatHex(rewritten)).contains(custom.replace(" ", ""))
			.endsWith(data.replace(" ", "") + "00020162");
		Guest.compile(rewritten);
	}

	@Test
	void addsMissingSectionsInOrder() {
		// custom "a", global (export "g") i32 7, custom "b"; neither types nor functions
		byte[] binary = Binaries.hex("00020161 0606017f0041070b 070501016703 00 00020162");
		GuestBinary rewritten = Binaries.inspect(binary).rewrite(MemoryLimits.ofModule());
		try (Guest guest = new Guest(rewritten)) {
			assertThat(guest.global("g").get()).isEqualTo(7);
		}
	}

	@Test
	void isNotChangedFromOutside() {
		byte[] binary = Binaries.wat("(module (func (export \"f\")))");
		BinaryModule module = Binaries.inspect(binary);
		binary[0] = 1;
		GuestBinary rewritten = module.rewrite(MemoryLimits.ofModule());
		rewritten.bytes()[0] = 2;
		assertThat(module.rewrite(MemoryLimits.ofModule()).bytes()).startsWith(0, 'a', 's', 'm');
		assertThat(module.exports()).containsExactly(new ExportType("f", PROCEDURE));
		assertThat(rewritten.layout().name()).isEqualTo("rules");
	}

}
