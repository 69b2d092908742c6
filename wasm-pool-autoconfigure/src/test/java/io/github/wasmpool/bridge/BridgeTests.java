package io.github.wasmpool.bridge;

import java.util.List;

import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.Wat;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.binary.BinaryModule;
import io.github.wasmpool.binary.GuestLayout;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.type.ValueType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * Many imports make many functions, but none that grows with them.
 */
class BridgeTests {

	private static final int IMPORTS = 3_000;

	@Test
	void noFunctionGrowsWithTheImports() {
		StringBuilder text = new StringBuilder("(module");
		for (int i = 0; i < IMPORTS; i++) {
			text.append("(import \"env\" \"f").append(i).append("\" (func))");
		}
		GuestLayout guest = BinaryModule
			.inspect("guest", Wat.compile(text.append(')').toString()), ModuleLimits.DEFAULTS)
			.rewrite(MemoryLimits.ofModule())
			.layout();
		byte[] companion = Bridge.of(guest).writeCompanion(guest);
		ModuleLimits few = ModuleLimits.DEFAULTS.withTableElements(2 * IMPORTS)
			.withFunctions(2 * IMPORTS)
			.withComplexity(3_000)
			.withModuleSize(1 << 20);
		assertThatCode(() -> BinaryModule.inspect("companion", companion, few)).doesNotThrowAnyException();
	}

	@Test
	void eachOfManyImportsFindsItsOwn() {
		FunctionType type = FunctionType.of(List.of(ValueType.I32), List.of(ValueType.I32));
		StringBuilder imports = new StringBuilder("(module");
		StringBuilder exports = new StringBuilder();
		HostFunction[] functions = new HostFunction[100];
		for (int i = 0; i < functions.length; i++) {
			int added = i;
			functions[i] = HostFunction.of("env", "f" + i, type, (caller, arguments) -> (int) arguments[0] + added);
			imports.append("(import \"env\" \"f").append(i).append("\" (func $f").append(i);
			imports.append(" (param i32) (result i32)))");
			exports.append("(func (export \"g").append(i).append("\") (param i32) (result i32) (call $f").append(i);
			exports.append(" (local.get 0)))");
		}
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(Wat.compile(imports.append(exports).append(')').toString()))
					.hostFunctions(functions)
					.build();
				WasmInstance instance = module.instantiate()) {
			for (int i = 0; i < functions.length; i++) {
				assertThat(instance.callInt("g" + i, 1_000)).isEqualTo(1_000 + i);
			}
		}
	}

}
