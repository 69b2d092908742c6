package io.github.wasmpool;

import org.jspecify.annotations.Nullable;

/**
 * A pool could not do what it was asked. The message of a pool ends with its numbers.
 */
public class WasmPoolException extends WasmException {

	private final @Nullable String pool;

	private final transient @Nullable WasmPoolStats stats;

	protected WasmPoolException(WasmPoolStats stats, String message, @Nullable Throwable cause) {
		super(stats.pool() + " - " + message + " " + stats.summary(), cause);
		this.pool = stats.pool();
		this.stats = stats;
	}

	protected WasmPoolException(@Nullable String pool, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.pool = pool;
		this.stats = null;
	}

	/**
	 * Return the name of the pool.
	 * @return the name, or {@code null} where no pool was involved
	 */
	public @Nullable String getPool() {
		return this.pool;
	}

	/**
	 * Return the numbers of the pool when this happened.
	 * @return the numbers, or {@code null} where no pool was involved
	 */
	public @Nullable WasmPoolStats getStats() {
		return this.stats;
	}

}
