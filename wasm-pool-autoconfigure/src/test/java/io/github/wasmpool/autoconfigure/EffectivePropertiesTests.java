package io.github.wasmpool.autoconfigure;

import java.util.Objects;

import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.fake.FakeWasmRuntime;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.autoconfigure.context.properties.ConfigurationPropertiesReportEndpointAutoConfiguration;
import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint;
import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint.ConfigurationPropertiesBeanDescriptor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is in force is seen where an operator looks.
 */
class EffectivePropertiesTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WasmPoolAutoConfiguration.class,
				ConfigurationPropertiesReportEndpointAutoConfiguration.class))
		.withBean("wasmRuntime", WasmRuntime.class, FakeWasmRuntime::new)
		.withPropertyValues("wasm.pool.module=classpath:io/github/wasmpool/autoconfigure/empty.wasm",
				"wasm.pool.size=7", "wasm.pool.memory.max-pages=9", "wasm.pools.orders=", "wasm.pools.billing.size=3",
				"wasm.engine.epoch-interval=20ms");

	@Test
	void namedPoolsHaveWhatTheyInherit() {
		this.contextRunner.run((context) -> {
			WasmProperties properties = context.getBean(WasmProperties.class);
			assertThat(properties.pools()).containsOnlyKeys("orders", "billing");
			assertThat(pool(properties, "orders")).isEqualTo(properties.pool());
			assertThat(pool(properties, "billing").size()).isEqualTo(3);
			assertThat(pool(properties, "billing").memory().maxPages()).isEqualTo(9);
			assertThat(properties.engine().epochInterval()).hasMillis(20);
		});
	}

	@Test
	void theEndpointShowsThem() {
		this.contextRunner
			.withPropertyValues("management.endpoints.web.exposure.include=configprops",
					"management.endpoint.configprops.show-values=always")
			.run((context) -> {
				ConfigurationPropertiesBeanDescriptor wasm = context
					.getBean(ConfigurationPropertiesReportEndpoint.class)
					.configurationPropertiesWithPrefix("wasm")
					.getContexts()
					.values()
					.iterator()
					.next()
					.getBeans()
					.values()
					.iterator()
					.next();
				assertThat(wasm.getProperties()).extractingByKey("pools")
					.asString()
					.contains("billing=", "maxPages=9", "size=3")
					.contains("orders=", "size=7");
			});
	}

	private static PoolProperties pool(WasmProperties properties, String name) {
		return Objects.requireNonNull(properties.pools().get(name));
	}

}
