package io.github.wasmpool.runtime;

import java.time.Duration;

import io.github.wasmpool.Wat;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmTrapException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class InitializationTests {

	private static final String STEPS = """
			(module
				(global $steps (mut i32) (i32.const 0))
				(func $step (param i32)
					(global.set $steps (i32.add (i32.mul (global.get $steps) (i32.const 10)) (local.get 0))))
				(func $start (call $step (i32.const 1)))
				(start $start)
				(func (export "_initialize") (call $step (i32.const 2)))
				(func (export "setUp") (call $step (i32.const 3)))
				(func (export "_start") (call $step (i32.const 9)))
				(func (export "take") (param i32))
				(func (export "steps") (result i32) (global.get $steps)))
			""";

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	@AfterEach
	void close() {
		this.runtime.close();
	}

	@Test
	void theStartFunctionThenInitializeThenTheConfiguredExportRunOnce() {
		try (WasmModule module = this.runtime.module(Wat.compile(STEPS)).initialize("setUp").build();
				WasmInstance instance = module.instantiate()) {
			assertThat(instance.callInt("steps")).isEqualTo(123);
			assertThat(instance.callInt("steps")).isEqualTo(123);
		}
	}

	@Test
	void aModuleWithStartIsNotRunAsACommandByAccident() {
		try (WasmModule module = this.runtime.module(Wat.compile(STEPS)).build();
				WasmInstance instance = module.instantiate()) {
			assertThat(instance.callInt("steps")).isEqualTo(12);
			instance.callVoid("_start");
			assertThat(instance.callInt("steps")).isEqualTo(129);
			assertThat(module.exports()).extracting("name")
				.containsExactly("_initialize", "setUp", "_start", "take", "steps");
		}
	}

	@Test
	void initializeRunsOnceAndIsNotCalledByHand() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.runtime.module(Wat.compile(STEPS)).name("steps").initialize("_initialize").build())
			.withMessage("Module 'steps' has impossible settings: 'initialize' names '_initialize', which is called by"
					+ " itself; leave 'initialize' out, or name what is to be called after it");
		try (WasmModule module = this.runtime.module(Wat.compile(STEPS)).name("steps").build();
				WasmInstance instance = module.instantiate()) {
			assertThatIllegalArgumentException().isThrownBy(() -> instance.callVoid("_initialize"))
				.withMessage("'_initialize' of module 'steps' was called when the instance was made, and can be called"
						+ " only once");
			assertThat(instance.callInt("steps")).isEqualTo(12);
		}
	}

	@Test
	void anInitializerThatCannotBeCalledIsRefused() {
		for (String export : new String[] { "take", "absent" }) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> this.runtime.module(Wat.compile(STEPS)).name("steps").initialize(export).build())
				.withMessage("Module 'steps' has impossible settings: 'initialize' names '" + export
						+ "', which is no exported function without parameters");
		}
	}

	@Test
	void aStartFunctionThatTrapsSaysSo() {
		creationFails("(module (func $f unreachable) (start $f))",
				"no instance of module 'm' could be made: the start function trapped: the guest gave up (unreachable), in module 'm'",
				WasmTrapException.class);
	}

	@Test
	void aStartFunctionThatLoopsIsStopped() {
		creationFails("(module (func $f (loop (br 0))) (start $f))",
				"no instance of module 'm' could be made: the start function did not return within 50 ms and was stopped",
				WasmExecutionTimeoutException.class);
	}

	@Test
	void anInitializerThatLoopsIsStopped() {
		creationFails("(module (func (export \"_initialize\") (loop (br 0))))",
				"no instance of module 'm' could be made: '_initialize' did not return within 50 ms and was stopped",
				WasmExecutionTimeoutException.class);
	}

	@Test
	void dataThatDoesNotFitSaysSo() {
		creationFails("(module (memory 1 1) (data (i32.const 70000) \"x\"))",
				"no instance of module 'm' could be made: wasm trap: out of bounds memory access", null);
	}

	private void creationFails(String text, String message, @Nullable Class<? extends Throwable> cause) {
		try (WasmModule module = this.runtime.module(Wat.compile(text))
			.name("m")
			.initializationTimeout(Duration.ofMillis(50))
			.build()) {
			assertThatExceptionOfType(WasmInstanceCreationException.class).isThrownBy(module::instantiate)
				.withMessage(message)
				.satisfies(
						(ex) -> assertThat((ex.getCause() != null) ? ex.getCause().getClass() : null).isEqualTo(cause));
		}
	}

}
