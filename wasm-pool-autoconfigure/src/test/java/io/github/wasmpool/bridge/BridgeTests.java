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
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What the companion of a guest is planned to be: many imports make many functions, but
 * none that grows with them, and columns lie behind the frame.
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

	@Test
	void columnsLieBehindTheAddressesOfAllOfThem() {
		for (int params = 1; params <= 100; params++) {
			Bridge bridge = Bridge
				.of(guest("(func (export \"f\")" + " (param i64)".repeat(params) + " (result i64) (i64.const 0))"));
			assertThat(bridge.columnsStart()).as(params + " columns")
				.isGreaterThanOrEqualTo(FrameLayout.COLUMNS + params * FrameLayout.SLOT_SIZE);
		}
	}

	@Test
	void whatCannotBeCalledHasNoOperation() {
		Bridge bridge = Bridge.of(guest("(func (export \"f\") (param i32))"));
		FunctionType type = FunctionType.of(List.of(ValueType.I32), List.of());
		assertThatCode(() -> bridge.call(type)).doesNotThrowAnyException();
		assertThatIllegalArgumentException().isThrownBy(() -> bridge.column(type))
			.withMessage("No callable has the signature " + type);
		FunctionType other = FunctionType.of(List.of(ValueType.I64), List.of());
		assertThatIllegalArgumentException().isThrownBy(() -> bridge.call(other))
			.withMessage("No callable has the signature " + other);
	}

	private static GuestLayout guest(String function) {
		return BinaryModule.inspect("guest", Wat.compile("(module " + function + ")"), ModuleLimits.DEFAULTS)
			.rewrite(MemoryLimits.ofModule())
			.layout();
	}

}
