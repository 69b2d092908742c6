package io.github.wasmpool.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

import io.github.wasmpool.CallOutcome;
import io.github.wasmpool.WasmEngineStats;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolListener;
import io.github.wasmpool.WasmRuntimeListener;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * Registers the {@linkplain WasmMeter meters} of all pools of a runtime, and of its
 * engine, and removes those of a pool when it is closed. A registry may be bound before
 * pools are built and after.
 *
 * <p>
 * Thread-safe.
 */
public final class WasmPoolMetrics implements WasmRuntimeListener, MeterBinder {

	private final Supplier<WasmEngineStats> engine;

	/** Guarded by this object. */
	private final Map<WasmPool, Bound> pools = new HashMap<>();

	private final List<Compilations> registries = new CopyOnWriteArrayList<>();

	/** What was compiled before there was a registry. Guarded by this object. */
	private final List<Duration> early = new ArrayList<>();

	/**
	 * Create the metrics of a runtime, which are to be among its listeners.
	 * @param engine gives the numbers of the engine, whenever they are read
	 */
	public WasmPoolMetrics(Supplier<WasmEngineStats> engine) {
		this.engine = engine;
	}

	@Override
	public synchronized void bindTo(MeterRegistry registry) {
		gauge(registry, WasmMeter.MAPPINGS, WasmEngineStats::mappings);
		gauge(registry, WasmMeter.MAPPINGS_MAX, WasmEngineStats::maxMappings);
		Timer compilation = Timer.builder(WasmMeter.COMPILATION.meterName())
			.description(WasmMeter.COMPILATION.description())
			.register(registry);
		this.registries.add(new Compilations(registry, compilation));
		this.early.forEach(compilation::record);
		this.early.clear();
		this.pools.forEach((pool, bound) -> bound.add(new PoolMeters(registry, pool)));
	}

	private void gauge(MeterRegistry registry, WasmMeter meter, ToLongFunction<WasmEngineStats> value) {
		Gauge.builder(meter.meterName(), this, (metrics) -> value.applyAsLong(metrics.engine.get()))
			.description(meter.description())
			.baseUnit(meter.unit())
			.register(registry);
	}

	@Override
	public synchronized WasmPoolListener opened(WasmPool pool) {
		Bound bound = new Bound();
		this.registries.forEach((registered) -> bound.add(new PoolMeters(registered.registry(), pool)));
		this.pools.put(pool, bound);
		return bound;
	}

	@Override
	public synchronized void closed(WasmPool pool) {
		Bound bound = this.pools.remove(pool);
		if (bound != null) {
			bound.remove();
		}
	}

	@Override
	public synchronized void compiled(String module, Duration took) {
		if (this.registries.isEmpty()) {
			this.early.add(took);
		}
		this.registries.forEach((registered) -> registered.timer().record(took));
	}

	private record Compilations(MeterRegistry registry, Timer timer) {

	}

	/**
	 * The meters of one pool in all registries.
	 */
	private static final class Bound implements WasmPoolListener {

		private final List<PoolMeters> meters = new CopyOnWriteArrayList<>();

		void add(PoolMeters more) {
			this.meters.add(more);
		}

		void remove() {
			this.meters.forEach(PoolMeters::remove);
			this.meters.clear();
		}

		@Override
		public void acquired(long waited) {
			for (PoolMeters each : this.meters) {
				each.acquired(waited);
			}
		}

		@Override
		public void released(long used) {
			for (PoolMeters each : this.meters) {
				each.released(used);
			}
		}

		@Override
		public void created(long took) {
			for (PoolMeters each : this.meters) {
				each.created(took);
			}
		}

		@Override
		public void called(CallOutcome outcome, long took, @Nullable WasmException failure) {
			for (PoolMeters each : this.meters) {
				each.called(outcome, took, failure);
			}
		}

	}

}
