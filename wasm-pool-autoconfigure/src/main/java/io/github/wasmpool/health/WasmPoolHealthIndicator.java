package io.github.wasmpool.health;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolCounters;
import io.github.wasmpool.WasmPoolStats;
import io.github.wasmpool.type.MemoryType;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * The health of one pool. It only looks: no instance is borrowed, nobody is waited for.
 */
final class WasmPoolHealthIndicator extends AbstractHealthIndicator {

	private final WasmPool pool;

	WasmPoolHealthIndicator(String name, WasmPool pool) {
		super("The health of pool '" + name + "' cannot be told");
		this.pool = pool;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		builder.up();
		reason().ifPresent((reason) -> builder.down().withDetail("reason", reason));
		WasmPoolStats stats = this.pool.stats();
		WasmModule module = this.pool.module();
		WasmPoolCounters counters = this.pool.counters();
		if (stats == null || module == null || counters == null) {
			// A test has replaced the pool by something that does not answer
			builder.unknown();
			return;
		}
		builder.withDetail("module", module.name())
			.withDetail("size", stats.size())
			.withDetail("live", stats.live())
			.withDetail("active", stats.active())
			.withDetail("idle", stats.idle())
			.withDetail("creating", stats.creating())
			.withDetail("retiring", stats.retiring())
			.withDetail("waiting", stats.waiting())
			.withDetail("restored", counters.restored())
			.withDetail("residentMemory", this.pool.residentMemory());
		this.pool.swapFailure().ifPresent((failure) -> builder.withDetail("replacementFailure", failure));
		module.memory().ifPresent((memory) -> builder.withDetail("pages", pages(memory)));
	}

	private Optional<String> reason() {
		return this.pool.isClosed() ? Optional.of("the pool is closed") : this.pool.creationFailure();
	}

	private static Map<String, Integer> pages(MemoryType memory) {
		Map<String, Integer> pages = new LinkedHashMap<>();
		pages.put("initial", memory.minPages());
		if (memory.maxPages() != null) {
			pages.put("max", memory.maxPages());
		}
		return pages;
	}

}
