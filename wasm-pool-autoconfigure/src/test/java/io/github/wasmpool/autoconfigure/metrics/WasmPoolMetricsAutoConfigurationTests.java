package io.github.wasmpool.autoconfigure.metrics;

import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolListener;
import io.github.wasmpool.WasmRuntimeListener;
import io.github.wasmpool.autoconfigure.WasmPoolAutoConfiguration;
import io.github.wasmpool.metrics.WasmPoolMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class WasmPoolMetricsAutoConfigurationTests {

	private static final String MODULE = "wasm.pool.module=classpath:io/github/wasmpool/autoconfigure/empty.wasm";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(WasmPoolAutoConfiguration.class, WasmPoolMetricsAutoConfiguration.class))
		.withPropertyValues(MODULE, "wasm.pool.size=2");

	private final ApplicationContextRunner withRegistry = this.contextRunner
		.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class));

	@Test
	void thePoolsOfAnApplicationHaveMeters() {
		this.withRegistry.withPropertyValues("wasm.pools.orders.size=3").run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get("wasm.pool.instances.max").tag("pool", "default").gauge().value()).isEqualTo(2);
			assertThat(registry.get("wasm.pool.instances.max").tag("pool", "orders").gauge().value()).isEqualTo(3);
			assertThat(registry.get("wasm.pool.creation").tag("pool", "default").timer().count()).isPositive();
			assertThat(registry.get("wasm.engine.compilation").timer().count()).isEqualTo(1);
			context.getBean("ordersWasmPool", WasmPool.class).close();
			assertThat(registry.find("wasm.pool.instances.max").tag("pool", "orders").gauge()).isNull();
		});
	}

	@Test
	void metersCanBeSwitchedOffAsAllOthers() {
		this.withRegistry.withPropertyValues("management.metrics.enable.wasm=false").run((context) -> {
			context.getBean(WasmPool.class).acquire().close();
			assertThat(context.getBean(MeterRegistry.class).find("wasm.pool.acquire").timer()).isNull();
		});
	}

	@Test
	void withoutARegistryNobodyListens() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(WasmPool.class)
			.doesNotHaveBean(WasmRuntimeListener.class));
	}

	@Test
	void withoutMicrometerThereAreNoMeters() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasSingleBean(WasmPool.class).doesNotHaveBean("wasmPoolMetrics"));
	}

	@Test
	void metricsOfTheApplicationAreUsed() {
		this.withRegistry.withBean("mine", WasmPoolMetrics.class, () -> new WasmPoolMetrics(() -> {
			throw new IllegalStateException("not asked");
		})).run((context) -> assertThat(context).hasSingleBean(WasmPoolMetrics.class).hasBean("mine"));
	}

	@Test
	void eachListenerOfTheApplicationIsToldOfPools() {
		StringBuilder opened = new StringBuilder();
		WasmRuntimeListener listener = new WasmRuntimeListener() {

			@Override
			public WasmPoolListener opened(WasmPool pool) {
				opened.append(pool.name());
				return new WasmPoolListener() {
				};
			}

		};
		this.withRegistry.withBean("listener", WasmRuntimeListener.class, () -> listener)
			.run((context) -> assertThat(context.getBean(WasmPool.class).name()).isEqualTo(opened.toString()));
	}

}
