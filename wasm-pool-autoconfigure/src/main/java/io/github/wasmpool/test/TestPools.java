package io.github.wasmpool.test;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleBuilder;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolBuilder;
import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * Makes pools for tests of applications, without Spring and without configuration. They
 * are pools like any other, to be closed by the test: two instances at most, made when
 * they are borrowed, named {@code test1}, {@code test2} and so on.
 *
 * <p>
 * Thread-safe. All of them share one runtime, which takes no threads while there is no
 * pool.
 */
public final class TestPools {

	private static final WasmRuntime RUNTIME = new WasmtimeRuntime();

	private static final AtomicInteger NUMBER = new AtomicInteger();

	private TestPools() {
	}

	/**
	 * Make a pool of a module.
	 * @param binary the bytes of a {@code .wasm} file
	 * @param hostFunctions what the module imports
	 * @return a pool that the caller closes
	 * @throws io.github.wasmpool.WasmModuleException if it cannot be used
	 */
	public static WasmPool of(byte[] binary, HostFunction... hostFunctions) {
		return of(binary, (pool) -> pool.hostFunctions(hostFunctions));
	}

	/**
	 * Make a pool of a module.
	 * @param binary the bytes of a {@code .wasm} file
	 * @param settings adjusts the pool
	 * @return a pool that the caller closes
	 * @throws io.github.wasmpool.WasmModuleException if it cannot be used
	 */
	public static WasmPool of(byte[] binary, Consumer<WasmPoolBuilder> settings) {
		String name = "test" + NUMBER.incrementAndGet();
		WasmModuleBuilder builder = RUNTIME.module(binary).name(name);
		try (WasmModule module = builder.build()) {
			WasmPoolBuilder pool = RUNTIME.pool(module).name(name).size(2).minIdle(0).healthStatus(true);
			settings.accept(pool);
			return pool.build();
		}
	}

	/**
	 * Make a pool of a module whose functions are written in Java.
	 * @param module the module
	 * @return a pool that the caller closes
	 */
	public static WasmPool of(FakeModule module) {
		return of(module.toBinary(), module.hostFunctions());
	}

	/**
	 * Make a pool of a module whose functions are written in Java.
	 * @param module the module
	 * @param settings adjusts the pool
	 * @return a pool that the caller closes
	 */
	public static WasmPool of(FakeModule module, Consumer<WasmPoolBuilder> settings) {
		return of(module.toBinary(), (pool) -> settings.accept(pool.hostFunctions(module.hostFunctions())));
	}

}
