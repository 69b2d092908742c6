package io.github.wasmpool.binary;

import java.util.List;

import io.github.wasmpool.type.ExportType;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.GlobalType;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.MemoryType;
import io.github.wasmpool.type.TableType;
import io.github.wasmpool.type.ValueType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a module offers and needs is told as its author wrote it.
 */
class BinaryModuleTests {

	@Test
	void tellsWhatAModuleOffersAndNeeds() {
		BinaryModule module = Binaries.inspect(Binaries.wat("""
				(module
				  (import "env" "log" (func $log (param i32 i64 f32 f64)))
				  (import "env" "base" (global $base i32))
				  (import "js" "t" (table $t 4 externref))
				  (import "env" "memory" (memory $m 1 65536))
				  (table $own 2 11000000 funcref)
				  (global $vector (mut v128) (v128.const i64x2 0 0))
				  (func $pair (param externref) (result funcref i32) unreachable)
				  (export "log" (func $log)) (export "pair" (func $pair)) (export "base" (global $base))
				  (export "vector" (global $vector)) (export "t" (table $t)) (export "own" (table $own))
				  (export "grüße" (memory $m)))
				"""));
		FunctionType log = FunctionType.of(List.of(ValueType.I32, ValueType.I64, ValueType.F32, ValueType.F64),
				List.of());
		GlobalType base = new GlobalType(ValueType.I32, false);
		TableType table = new TableType(ValueType.EXTERNREF, 4, null);
		MemoryType memory = new MemoryType(1, 65_536, false);
		assertThat(module.name()).isEqualTo("rules");
		assertThat(module.memory()).contains(memory);
		assertThat(module.imports()).containsExactly(new ImportType("env", "log", log),
				new ImportType("env", "base", base), new ImportType("js", "t", table),
				new ImportType("env", "memory", memory));
		assertThat(module.exports()).containsExactly(new ExportType("log", log),
				new ExportType("pair",
						FunctionType.of(List.of(ValueType.EXTERNREF), List.of(ValueType.FUNCREF, ValueType.I32))),
				new ExportType("base", base), new ExportType("vector", new GlobalType(ValueType.V128, true)),
				new ExportType("t", table), new ExportType("own", new TableType(ValueType.FUNCREF, 2, 11_000_000L)),
				new ExportType("grüße", memory));
	}

	@Test
	void tellsThatAModuleHasNoMemory() {
		assertThat(Binaries.inspect(Binaries.wat("(module)")).memory()).isEmpty();
	}

}
