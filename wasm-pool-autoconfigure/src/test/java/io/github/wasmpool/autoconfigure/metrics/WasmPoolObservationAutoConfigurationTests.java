package io.github.wasmpool.autoconfigure.metrics;

import java.util.ArrayList;
import java.util.List;

import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmRuntimeListener;
import io.github.wasmpool.autoconfigure.WasmPoolAutoConfiguration;
import io.github.wasmpool.metrics.WasmLoanObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class WasmPoolObservationAutoConfigurationTests {

	private final Recorder recorder = new Recorder();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(WasmPoolAutoConfiguration.class, WasmPoolObservationAutoConfiguration.class))
		.withPropertyValues("wasm.pool.module=classpath:io/github/wasmpool/autoconfigure/empty.wasm");

	private final ApplicationContextRunner observed = this.contextRunner
		.withConfiguration(AutoConfigurations.of(ObservationAutoConfiguration.class))
		.withBean(Recorder.class, () -> this.recorder);

	@Test
	void loansAreObserved() {
		this.observed.run((context) -> {
			context.getBean(WasmPool.class).acquire().close();
			assertThat(this.recorder.stopped).containsExactly("wasm.pool.loan");
		});
	}

	@Test
	void theConventionOfTheApplicationIsUsed() {
		this.observed.withBean(WasmLoanObservationConvention.class, () -> new WasmLoanObservationConvention() {

			@Override
			public String getName() {
				return "mine";
			}

		}).run((context) -> {
			context.getBean(WasmPool.class).acquire().close();
			assertThat(this.recorder.stopped).containsExactly("mine");
		});
	}

	@Test
	void theyAreSwitchedOffAsAllOthers() {
		this.observed.withPropertyValues("management.observations.enable.wasm.pool=false").run((context) -> {
			context.getBean(WasmPool.class).acquire().close();
			assertThat(this.recorder.stopped).isEmpty();
		});
	}

	@Test
	void withoutARegistryNobodyListens() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(WasmPool.class)
			.doesNotHaveBean(WasmRuntimeListener.class));
	}

	@Test
	void withoutMicrometerNothingIsObserved() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasSingleBean(WasmPool.class)
				.doesNotHaveBean("wasmPoolObservations"));
	}

	private static final class Recorder implements ObservationHandler<Observation.Context> {

		private final List<String> stopped = new ArrayList<>();

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

		@Override
		public void onStop(Observation.Context context) {
			this.stopped.add(String.valueOf(context.getName()));
		}

	}

}
