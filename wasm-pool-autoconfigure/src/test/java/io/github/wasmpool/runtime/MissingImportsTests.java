package io.github.wasmpool.runtime;

import java.util.List;

import io.github.wasmpool.CallOutcome;
import io.github.wasmpool.MissingImports;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.WasmTrapException.Code;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.FunctionType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MissingImportsTests {

	private static final byte[] GUEST = Wat.compile("""
			(module
				(import "env" "there" (func $there (param i32) (result i32)))
				(import "env" "absent" (func $absent (param i64) (result f64)))
				(func (export "useful") (result i32) (call $there (i32.const 20)))
				(func (export "useless") (drop (call $absent (i64.const 1)))))
			""");

	/** Doubles whatever number it gets. */
	private static final HostFunction THERE = HostFunction.of("env", "there", (caller, args) -> (int) args[0] * 2);

	private static final String LOG = "(import \"env\" \"log\" (func (param i32 i32)))";

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	@AfterEach
	void close() {
		this.runtime.close();
	}

	@Test
	void trapWhenTheyAreCalledIfThatIsWanted() {
		try (WasmModule module = this.runtime.module(GUEST)
			.name("rules")
			.hostFunctions(THERE)
			.missingImports(MissingImports.TRAP)
			.build(); WasmPool pool = this.runtime.pool(module).name("orders").size(1).build()) {
			assertThat(pool.callInt("useful")).isEqualTo(40);
			assertThatExceptionOfType(WasmTrapException.class).isThrownBy(() -> pool.callVoid("useless"))
				.withMessage("'useless' trapped: it called 'env.absent', an import that nobody provides"
						+ " ('imports.missing' is trap), in module 'rules' of pool 'orders'")
				.satisfies((ex) -> assertThat(ex.code()).isEqualTo(Code.MISSING_IMPORT));
			assertThat(pool.callInt("useful")).isEqualTo(40);
			assertThat(pool.counters().calls()).containsEntry(CallOutcome.TRAPPED, 1L);
		}
	}

	@Test
	void areRefusedByDefault() {
		try (WasmModule module = this.runtime.module(GUEST).hostFunctions(THERE).build()) {
			assertThatExceptionOfType(WasmModuleException.class).isThrownBy(module::instantiate)
				.withMessageContaining("env.absent");
		}
	}

	@Test
	void whatIsProvidedWithAnotherTypeIsRefusedAllTheSame() {
		HostFunction other = HostFunction.of("env", "absent", FunctionType.of(List.of(), List.of()),
				(caller, args) -> null);
		try (WasmModule module = this.runtime.module(GUEST)
			.hostFunctions(THERE, other)
			.missingImports(MissingImports.TRAP)
			.build()) {
			assertThatExceptionOfType(WasmModuleException.class).isThrownBy(module::instantiate)
				.withMessageContaining("where the host function is");
		}
	}

	@Test
	void areNamedAllAtOnceAndEachOnce() {
		byte[] binary = Wat.compile("(module " + LOG + LOG
				+ "(import \"env\" \"now\" (func (result f64))) (import \"env\" \"memory\" (memory 1)))");
		try (WasmModule module = this.runtime.module(binary).name("needy").build()) {
			assertThat(module.imports()).hasSize(4);
			assertThatExceptionOfType(WasmModuleException.class).isThrownBy(() -> this.runtime.pool(module).build())
				.withMessage("Module 'needy' has imports that nobody provides: function 'env.log' (i32, i32) -> (),"
						+ " function 'env.now' () -> (f64); provide each as a host function of this module, name and"
						+ " type")
				.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.MISSING_IMPORT))
				.satisfies((ex) -> assertThat(ex.getMissingImports()).hasSize(2));
		}
	}

	@ParameterizedTest
	@EnumSource
	void thatCannotBeProvidedAreRefusedWhenTheModuleIsMade(MissingImports missing) {
		String table = "(import \"env\" \"t\" (table 1 funcref))";
		String global = "(import \"env\" \"base\" (global i32))";
		byte[] binary = Wat.compile("(module " + LOG + table + table + global
				+ "(import \"env\" \"keep\" (func (param externref))) (import \"env\" \"memory\" (memory 1)))");
		assertThatExceptionOfType(WasmModuleException.class)
			.isThrownBy(() -> this.runtime.module(binary).name("needy").missingImports(missing).build())
			.withMessage("Module 'needy' has imports that cannot be provided: table 'env.t' 1.. funcref, where only"
					+ " functions can be provided, global 'env.base' i32, where only functions can be provided,"
					+ " function 'env.keep' (externref) -> (), where references and vectors do not cross into Java;"
					+ " build it so that it defines its tables and globals itself, for example without"
					+ " '--import-table' and not as a dynamic library")
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.MISSING_IMPORT))
			.satisfies((ex) -> assertThat(ex.getMissingImports()).hasSize(3));
	}

}
