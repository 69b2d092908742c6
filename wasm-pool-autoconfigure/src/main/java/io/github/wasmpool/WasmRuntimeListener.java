package io.github.wasmpool;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Is told of all pools and modules of a runtime. In a Spring application each bean of
 * this type is told.
 *
 * <p>
 * Called by whatever thread builds and closes pools, several at once: an implementation
 * is thread-safe. What it throws is logged and reaches nobody.
 */
public interface WasmRuntimeListener {

	/**
	 * A pool was built. It may be in use already.
	 * @param pool the pool, until it is {@linkplain #closed(WasmPool) closed}
	 * @return is told what this pool does, or {@code null} if nobody wants to know
	 */
	default @Nullable WasmPoolListener opened(WasmPool pool) {
		return null;
	}

	/**
	 * A pool was closed.
	 * @param pool a pool that was opened
	 */
	default void closed(WasmPool pool) {
	}

	/**
	 * A module was compiled, or its code taken from the compilation cache. What shares
	 * the code of another module is neither.
	 * @param module the name of the module
	 * @param took how long that took
	 */
	default void compiled(String module, Duration took) {
	}

}
