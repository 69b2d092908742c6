package io.github.wasmpool.metrics;

import java.util.function.LongSupplier;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Registers the {@linkplain WasmMeter meters} of work over several machines.
 *
 * @param here counts the parts that were done by this member, for itself
 * @param elsewhere counts those that others did for it
 * @param lost counts those that others lost
 */
public record WasmClusterMetrics(LongSupplier here, LongSupplier elsewhere, LongSupplier lost) implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		counter(registry, WasmMeter.CLUSTER_PARTS, Tags.of("place", "here"), this.here);
		counter(registry, WasmMeter.CLUSTER_PARTS, Tags.of("place", "elsewhere"), this.elsewhere);
		counter(registry, WasmMeter.CLUSTER_PARTS_LOST, Tags.empty(), this.lost);
	}

	private static void counter(MeterRegistry registry, WasmMeter meter, Tags tags, LongSupplier count) {
		FunctionCounter.builder(meter.meterName(), count, LongSupplier::getAsLong)
			.tags(tags)
			.description(meter.description())
			.baseUnit(meter.unit())
			.register(registry);
	}

}
