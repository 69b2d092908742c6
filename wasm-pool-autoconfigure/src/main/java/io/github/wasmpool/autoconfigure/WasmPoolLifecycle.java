package io.github.wasmpool.autoconfigure;

import java.util.List;

import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolClosedException;
import io.github.wasmpool.WasmPools;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Makes the instances that pools keep ready before the web server accepts requests, and
 * frees them after it has stopped, so that requests in flight finish first. Pools can be
 * used from injection on, this can start and stop again, and only the destruction of
 * their beans closes pools.
 */
final class WasmPoolLifecycle implements SmartLifecycle {

	/**
	 * Below the phase in which the web server starts and stops, by as much as that one is
	 * below the phase of its graceful shutdown: earlier to start, later to stop.
	 */
	static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 3 * 1024;

	private static final Logger logger = LoggerFactory.getLogger(WasmPoolLifecycle.class);

	private final WasmPools pools;

	private final PoolDefinitions definitions;

	private volatile boolean running;

	WasmPoolLifecycle(WasmPools pools, PoolDefinitions definitions) {
		this.pools = pools;
		this.definitions = definitions;
	}

	@Override
	public void start() {
		this.pools.stream().forEach(this::prefill);
		this.running = true;
	}

	private void prefill(WasmPool pool) {
		try {
			pool.prefill();
		}
		catch (WasmModuleException ex) {
			throw new UnusableModuleException(this.definitions.get(pool.name()), ex);
		}
		catch (WasmInstanceCreationException ex) {
			throw (ex.getPool() != null) ? ex : new WasmInstanceCreationException(pool.stats(), ex);
		}
	}

	/**
	 * Drain all pools at once, so that none waits for the loans of another first.
	 */
	@Override
	public void stop() {
		this.running = false;
		List<WasmPool> pools = this.pools.stream().toList();
		pools.forEach((pool) -> unlessClosed(pool, pool::beginDrain));
		pools.forEach((pool) -> unlessClosed(pool, pool::drain));
	}

	private static void unlessClosed(WasmPool pool, Runnable drain) {
		try {
			drain.run();
		}
		catch (WasmPoolClosedException ex) {
			logger.debug("Pool '{}' was closed before it could be drained", pool.name(), ex);
		}
		catch (RuntimeException ex) {
			logger.warn("Pool '{}' could not be drained", pool.name(), ex);
		}
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
