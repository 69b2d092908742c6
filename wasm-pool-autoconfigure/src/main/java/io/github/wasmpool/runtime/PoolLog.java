package io.github.wasmpool.runtime;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

import io.github.wasmpool.WasmPoolCounters;
import io.github.wasmpool.WasmPoolSwappedEvent;
import io.github.wasmpool.WasmPoolSwappedEvent.Kind;
import io.github.wasmpool.type.MemoryType;
import io.github.wasmpool.type.Wording;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the life of a pool in a few lines: one when its first instance was made, since it
 * is known then how loans begin, one for each generation after that, and one at its end.
 *
 * <p>
 * Thread-safe.
 */
final class PoolLog {

	private static final Logger logger = LoggerFactory.getLogger(PoolLog.class);

	private final String pool;

	private final int size;

	private final AtomicBoolean begun = new AtomicBoolean();

	private final AtomicBoolean over = new AtomicBoolean();

	/**
	 * Create a log.
	 * @param pool the name of the pool
	 * @param size the most instances it begins with
	 */
	PoolLog(String pool, int size) {
		this.pool = pool;
		this.size = size;
	}

	/**
	 * Tell that a generation has made an instance, if none had before.
	 */
	void made(InstanceGeneration first) {
		if (!this.begun.get() && this.begun.compareAndSet(false, true)) {
			logger.info("{} - size {}, {}", this.pool, this.size, describe(first));
		}
	}

	/**
	 * Tell that another generation took the place of the last one.
	 */
	void swapped(WasmPoolSwappedEvent event, InstanceGeneration next) {
		this.begun.set(true);
		logger.info("{} - {} in {} ms, generation {} from now on: {}", this.pool,
				(event.kind() == Kind.SEEDED) ? "seeded" : "replaced", event.took().toMillis(), event.generation(),
				describe(next));
	}

	/**
	 * Tell that the pool was closed, if it ever made an instance.
	 */
	void closed(WasmPoolCounters counters) {
		if (!this.over.getAndSet(true) && this.begun.getAndSet(true)) {
			logger.info("{} - closed after {}: {} made, {} restored, retired: {}; calls: {}", this.pool,
					Wording.count(counters.acquired(), "loan"), Wording.count(counters.created(), "instance"),
					counters.restored(), list(counters.retired()), list(counters.calls()));
		}
	}

	private static String describe(InstanceGeneration generation) {
		ModuleHandle module = generation.module();
		return "module '" + Wording.name(module.name()) + "' (SHA-256 " + module.sha256() + ", " + module.compilation()
				+ "), " + module.memory().map(MemoryType::toString).orElse("no memory") + generation.stateDescription()
				+ "; " + generation.resetDescription();
	}

	private static String list(Map<? extends Enum<?>, Long> counts) {
		String list = counts.entrySet()
			.stream()
			.filter((count) -> count.getValue() > 0)
			.map((count) -> count.getValue() + " " + Wording.kebab(count.getKey()))
			.collect(Collectors.joining(", "));
		return list.isEmpty() ? "none" : list;
	}

}
