package io.github.wasmpool.autoconfigure.metrics;

import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.autoconfigure.WasmPoolAutoConfiguration;
import io.github.wasmpool.metrics.WasmClientObservationConvention;
import io.github.wasmpool.metrics.WasmLoanObservationConvention;
import io.github.wasmpool.metrics.WasmPoolObservations;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for observations of loans and of
 * calls of typed clients.
 */
@AutoConfiguration(after = WasmPoolAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean({ ObservationRegistry.class, WasmRuntime.class })
public final class WasmPoolObservationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	WasmPoolObservations wasmPoolObservations(ObservationRegistry registry,
			ObjectProvider<WasmLoanObservationConvention> loans,
			ObjectProvider<WasmClientObservationConvention> calls) {
		return new WasmPoolObservations(registry, loans.getIfAvailable(), calls.getIfAvailable());
	}

}
