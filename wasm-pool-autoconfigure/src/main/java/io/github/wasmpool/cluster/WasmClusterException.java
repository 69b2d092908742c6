package io.github.wasmpool.cluster;

import io.github.wasmpool.WasmException;
import org.jspecify.annotations.Nullable;

/**
 * Members of the cluster could not do together what was asked of them. The message says
 * which member, by its address and identity, and why.
 */
public class WasmClusterException extends WasmException {

	private final String pool;

	public WasmClusterException(String pool, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.pool = pool;
	}

	/**
	 * Return the pool it was about.
	 * @return its name
	 */
	public String getPool() {
		return this.pool;
	}

}
