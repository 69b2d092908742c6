package io.github.wasmpool.autoconfigure.cluster;

import io.github.wasmpool.cluster.HazelcastCluster;

import org.springframework.context.SmartLifecycle;

/**
 * Lets the pools of the application take part in the cluster from when they are filled
 * until they are drained.
 */
class WasmClusterLifecycle implements SmartLifecycle {

	/** After the pools are filled, and before the web server. */
	private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 3 * 1024 + 1;

	private final HazelcastCluster cluster;

	private volatile boolean running;

	WasmClusterLifecycle(HazelcastCluster cluster) {
		this.cluster = cluster;
	}

	@Override
	public void start() {
		this.cluster.start();
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.cluster.stop();
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
