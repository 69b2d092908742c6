package io.github.wasmpool.autoconfigure.tenants;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmRuntime;

/**
 * The example of docs/tenants.md.
 */
public class TenantPools {

	private static final String PREFIX = "tenant";

	private final WasmRuntime runtime;

	/** How many loans each pool had begun at the last look. */
	private final Map<String, Long> seen = new ConcurrentHashMap<>();

	public TenantPools(WasmRuntime runtime) {
		this.runtime = runtime;
	}

	/**
	 * Take what a tenant uploaded. What it replaces serves on until this one is compiled
	 * and tried out, and for good if that fails.
	 */
	public WasmPool upload(int tenant, byte[] binary, String sha256) {
		String name = PREFIX + tenant;
		try (WasmModule module = this.runtime.module(binary).name(name + ".wasm").sha256(sha256).build()) {
			Optional<WasmPool> present = this.runtime.pools().find(name);
			present.ifPresent((pool) -> pool.replace(module));
			return present.orElseGet(() -> make(name, module));
		}
	}

	private WasmPool make(String name, WasmModule module) {
		return this.runtime.pool(module)
			.name(name)
			.size(2)
			.minIdle(0)
			.execution(ExecutionMode.DEDICATED)
			.acquireTimeout(Duration.ofSeconds(1))
			.executionTimeout(Duration.ofMillis(200))
			.build();
	}

	public WasmPool of(int tenant) {
		return this.runtime.pools().get(PREFIX + tenant);
	}

	/**
	 * Close the pools that nobody has borrowed from since this was called last: to be
	 * called by {@code @Scheduled(fixedDelay = 10, timeUnit = TimeUnit.MINUTES)}.
	 */
	public void closeIdle() {
		this.runtime.pools().stream().filter((pool) -> pool.name().startsWith(PREFIX)).forEach((pool) -> {
			long acquired = pool.counters().acquired();
			Long before = this.seen.put(pool.name(), acquired);
			if (before != null && before == acquired && pool.stats().active() == 0) {
				this.seen.remove(pool.name());
				pool.close();
			}
		});
	}

}
