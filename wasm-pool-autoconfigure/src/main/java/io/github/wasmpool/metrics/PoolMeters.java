package io.github.wasmpool.metrics;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.github.wasmpool.CallOutcome;
import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolListener;
import io.github.wasmpool.WasmPoolStats;
import io.github.wasmpool.type.Wording;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one pool in one registry.
 *
 * <p>
 * Thread-safe.
 */
final class PoolMeters implements WasmPoolListener {

	private final MeterRegistry registry;

	private final WasmPool pool;

	private final Tags tags;

	private final List<Meter> meters = new ArrayList<>();

	private final Timer acquire;

	private final Timer usage;

	private final Timer creation;

	private final Map<CallOutcome, Timer> calls = new EnumMap<>(CallOutcome.class);

	PoolMeters(MeterRegistry registry, WasmPool pool) {
		this.registry = registry;
		this.pool = pool;
		this.tags = Tags.of("pool", pool.name());
		gauge(WasmMeter.INSTANCES, WasmPoolStats::live);
		gauge(WasmMeter.INSTANCES_ACTIVE, WasmPoolStats::active);
		gauge(WasmMeter.INSTANCES_IDLE, WasmPoolStats::idle);
		gauge(WasmMeter.INSTANCES_PENDING, WasmPoolStats::waiting);
		gauge(WasmMeter.INSTANCES_MAX, WasmPoolStats::size);
		gauge(WasmMeter.INSTANCES_MIN, (stats) -> pool.minIdle());
		gauge(WasmMeter.MEMORY, (stats) -> pool.linearMemory());
		this.acquire = timer(WasmMeter.ACQUIRE, Tags.empty());
		this.usage = timer(WasmMeter.USAGE, Tags.empty());
		this.creation = timer(WasmMeter.CREATION, Tags.empty());
		for (CallOutcome outcome : CallOutcome.values()) {
			this.calls.put(outcome, timer(WasmMeter.CALL, Tags.of("outcome", Wording.kebab(outcome))));
		}
		counter(WasmMeter.TIMEOUT, Tags.empty(), (counted) -> counted.counters().exhausted());
		counter(WasmMeter.RESTORED, Tags.empty(), (counted) -> counted.counters().restored());
		for (RetirementReason reason : RetirementReason.values()) {
			counter(WasmMeter.RETIRED, Tags.of("reason", Wording.kebab(reason)),
					(counted) -> counted.counters().retired().getOrDefault(reason, 0L));
		}
		counter(WasmMeter.HOST_CALLS, Tags.empty(), (counted) -> counted.counters().hostCalls());
	}

	private void gauge(WasmMeter meter, ToDoubleFunction<WasmPoolStats> value) {
		this.meters.add(Gauge.builder(meter.meterName(), this.pool, (pool) -> value.applyAsDouble(pool.stats()))
			.tags(this.tags)
			.description(meter.description())
			.baseUnit(meter.unit())
			.register(this.registry));
	}

	private Timer timer(WasmMeter meter, Tags more) {
		Timer timer = Timer.builder(meter.meterName())
			.tags(this.tags.and(more))
			.description(meter.description())
			.register(this.registry);
		this.meters.add(timer);
		return timer;
	}

	private void counter(WasmMeter meter, Tags more, ToDoubleFunction<WasmPool> count) {
		this.meters.add(FunctionCounter.builder(meter.meterName(), this.pool, count)
			.tags(this.tags.and(more))
			.description(meter.description())
			.baseUnit(meter.unit())
			.register(this.registry));
	}

	@Override
	public void acquired(long waited) {
		this.acquire.record(waited, TimeUnit.NANOSECONDS);
	}

	@Override
	public void released(long used) {
		this.usage.record(used, TimeUnit.NANOSECONDS);
	}

	@Override
	public void created(long took) {
		this.creation.record(took, TimeUnit.NANOSECONDS);
	}

	@Override
	public void called(CallOutcome outcome, long took, @Nullable WasmException failure) {
		Timer timer = this.calls.get(outcome);
		if (timer != null) {
			timer.record(took, TimeUnit.NANOSECONDS);
		}
	}

	/**
	 * Remove everything from the registry.
	 */
	void remove() {
		this.meters.forEach(this.registry::remove);
	}

}
