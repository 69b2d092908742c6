package io.github.wasmpool.autoconfigure;

import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPools;

import org.springframework.context.SmartLifecycle;

/**
 * Makes the instances that pools keep ready before the web server accepts requests. Pools
 * can be used from injection on, and only the destruction of their beans closes them.
 */
final class WasmPoolLifecycle implements SmartLifecycle {

	/**
	 * Below the phase in which the web server starts and stops, by as much as that one is
	 * below the phase of its graceful shutdown: earlier to start, later to stop.
	 */
	static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 3 * 1024;

	private final WasmPools pools;

	private volatile boolean running;

	WasmPoolLifecycle(WasmPools pools) {
		this.pools = pools;
	}

	@Override
	public void start() {
		this.pools.stream().forEach(WasmPoolLifecycle::prefill);
		this.running = true;
	}

	private static void prefill(WasmPool pool) {
		try {
			pool.prefill();
		}
		catch (WasmInstanceCreationException ex) {
			throw (ex.getPool() != null) ? ex : new WasmInstanceCreationException(pool.stats(), ex);
		}
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
