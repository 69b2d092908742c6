package io.github.wasmpool.sample.visitor;

import java.time.Duration;

import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.GuestFeatures;
import io.github.wasmpool.MissingImports;
import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasiOptions;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleBuilder;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.type.MemoryLimits;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.stereotype.Component;

/**
 * Compiles what visitors bring and makes pools of it, all with the same small limits: on
 * threads of their own, without host functions, without files. What guests write outside
 * of a call is dropped.
 */
@Component
final class VisitorPools {

	private static final int HIGHEST_PAGES = 64;

	private static final int STACK = 128 << 10;

	private static final int THREAD_STACK = 2 << 20;

	private static final int OUTPUT = 16 << 10;

	private static final int HOST_CALLS = 100_000;

	private static final Duration MOMENT = Duration.ofMillis(500);

	private static final ModuleLimits LIMITS = ModuleLimits.DEFAULTS.withComplexity(500_000)
		.withTotalComplexity(4_000_000)
		.withFunctions(10_000)
		.withTables(4)
		.withTableElements(10_000);

	private final WasmRuntime runtime;

	private final LoggingSystem logging;

	VisitorPools(WasmRuntime runtime, LoggingSystem logging) {
		this.runtime = runtime;
		this.logging = logging;
	}

	/**
	 * Compile a module.
	 * @param name what messages call it
	 * @param binary the bytes of the file
	 * @return the module, to be closed, and whether it uses vectors
	 * @throws WasmModuleException if it cannot be run here
	 */
	Compiled compile(String name, byte[] binary) {
		try {
			return new Compiled(module(name, binary, false), false);
		}
		catch (WasmModuleException ex) {
			if (ex.getReason() != WasmModuleException.Reason.UNSUPPORTED_FEATURE) {
				throw ex;
			}
			return new Compiled(module(name, binary, true), true);
		}
	}

	private WasmModule module(String name, byte[] binary, boolean simd) {
		WasmModuleBuilder builder = this.runtime.module(binary)
			.name(name)
			.features(new GuestFeatures(simd, false))
			.limits(LIMITS)
			.memory(new MemoryLimits(null, HIGHEST_PAGES))
			.guestStack(STACK)
			.executionTimeout(MOMENT)
			.initializationTimeout(MOMENT)
			.missingImports(MissingImports.TRAP);
		return builder.build();
	}

	/**
	 * Make a pool.
	 * @param name its name
	 * @param module its code
	 * @param reset how loans begin
	 * @return the pool, to be closed
	 */
	WasmPool pool(String name, WasmModule module, ResetPolicy reset) {
		this.logging.setLogLevel("wasm.guest." + name, LogLevel.OFF);
		return this.runtime.pool(module)
			.name(name)
			.size(2)
			.minIdle(0)
			.maxWaiting(2)
			.acquireTimeout(MOMENT.multipliedBy(2))
			.executionTimeout(MOMENT)
			.reset(reset)
			.execution(ExecutionMode.DEDICATED)
			.dedicatedThreadStack(THREAD_STACK)
			.maxHostCalls(HOST_CALLS)
			.wasi(WasiOptions.INERT.withOutputLimit(OUTPUT))
			.shutdownGracePeriod(MOMENT.multipliedBy(2))
			.build();
	}

	/**
	 * A module that can be run.
	 *
	 * @param module the module
	 * @param simd whether it uses vectors
	 */
	record Compiled(WasmModule module, boolean simd) {
	}

}
