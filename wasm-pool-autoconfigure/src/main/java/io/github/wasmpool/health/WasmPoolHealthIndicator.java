package io.github.wasmpool.health;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.github.wasmpool.CallOutcome;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolCounters;
import io.github.wasmpool.WasmPoolFailures;
import io.github.wasmpool.WasmPoolStats;
import io.github.wasmpool.type.MemoryType;
import io.github.wasmpool.type.Wording;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

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
		tellStatus(builder);
		WasmPoolStats stats = this.pool.stats();
		WasmModule module = this.pool.module();
		WasmPoolCounters counters = this.pool.counters();
		WasmPoolFailures failures = this.pool.failures();
		if (stats == null || module == null || counters == null || failures == null) {
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
			.withDetail("residentMemory", this.pool.residentMemory())
			.withDetail("failuresOfLastMinute", byName(failures.lastMinute()));
		if (failures.last() != null && failures.lastAt() != null) {
			builder.withDetail("lastFailure", failures.last()).withDetail("lastFailureAt", failures.lastAt());
		}
		this.pool.swapFailure().ifPresent((failure) -> builder.withDetail("replacementFailure", failure));
		module.memory().ifPresent((memory) -> builder.withDetail("pages", pages(memory)));
	}

	/**
	 * What is wrong with a pool that does not decide on the health of the application is
	 * a detail.
	 */
	private void tellStatus(Health.Builder builder) {
		Optional<String> reason = this.pool.isClosed() ? Optional.of("the pool is closed")
				: this.pool.creationFailure();
		boolean decides = this.pool.healthStatus();
		if (reason.isPresent()) {
			builder.status(decides ? Status.DOWN : Status.UNKNOWN).withDetail("reason", reason.get());
		}
		else if (this.pool.isDraining()) {
			builder.status(decides ? Status.OUT_OF_SERVICE : Status.UNKNOWN)
				.withDetail("reason", "the pool is drained");
		}
		else {
			builder.up();
		}
	}

	private static Map<String, Long> byName(Map<CallOutcome, Long> calls) {
		Map<String, Long> byName = new TreeMap<>();
		calls.forEach((outcome, count) -> byName.put(Wording.kebab(outcome), count));
		return byName;
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
