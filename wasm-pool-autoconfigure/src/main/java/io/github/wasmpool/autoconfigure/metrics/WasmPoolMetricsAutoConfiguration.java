package io.github.wasmpool.autoconfigure.metrics;

import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.autoconfigure.WasmPoolAutoConfiguration;
import io.github.wasmpool.metrics.WasmPoolMetrics;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the meters of pools of
 * WebAssembly instances.
 */
@AutoConfiguration(after = WasmPoolAutoConfiguration.class,
		afterName = { "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, WasmRuntime.class })
public final class WasmPoolMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	WasmPoolMetrics wasmPoolMetrics(ObjectProvider<WasmRuntime> runtime) {
		// The runtime tells this bean of its pools, so that it is made first
		return new WasmPoolMetrics(() -> runtime.getObject().engineStats());
	}

}
