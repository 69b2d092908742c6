package io.github.wasmpool.autoconfigure.actuate;

import io.github.wasmpool.actuate.WasmPoolsEndpoint;
import io.github.wasmpool.actuate.WasmPoolsEndpointWebExtension;
import io.github.wasmpool.autoconfigure.WasmPoolAutoConfiguration;
import io.github.wasmpool.fake.FakeWasmRuntime;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class WasmPoolsEndpointAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WasmPoolAutoConfiguration.class,
				WasmPoolsEndpointAutoConfiguration.class, EndpointAutoConfiguration.class))
		.withPropertyValues("wasm.pool.module=classpath:io/github/wasmpool/autoconfigure/empty.wasm");

	private final ApplicationContextRunner exposed = this.contextRunner
		.withPropertyValues("management.endpoints.web.exposure.include=wasmpools");

	@Test
	void itShowsThePoolsOfTheApplicationWhereItIsExposed() {
		this.exposed.run((context) -> assertThat(context.getBean(WasmPoolsEndpoint.class).pools().pools())
			.containsOnlyKeys("default"));
	}

	@Test
	void itIsNotThereUnlessItIsExposed() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(WasmPoolsEndpoint.class));
	}

	@Test
	void itIsNotThereWhereAccessIsDenied() {
		this.exposed.withPropertyValues("management.endpoint.wasmpools.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(WasmPoolsEndpoint.class));
	}

	@Test
	void itIsEmptyWithoutPools() {
		this.exposed.withPropertyValues("wasm.pool.enabled=false")
			.run((context) -> assertThat(context.getBean(WasmPoolsEndpoint.class).pools().pools()).isEmpty());
	}

	@Test
	void itIsNotThereWithoutActuator() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(WasmPoolAutoConfiguration.class, WasmPoolsEndpointAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("wasmPoolsEndpoint"));
	}

	@Test
	void anUnknownPoolIsNotFoundOnTheWeb() {
		this.exposed.run((context) -> assertThat(
				context.getBean(WasmPoolsEndpointWebExtension.class).act("unknown", "refresh", null).getStatus())
			.isEqualTo(WebEndpointResponse.STATUS_NOT_FOUND));
	}

	@Test
	void theEndpointOfTheApplicationIsUsed() {
		this.exposed.withBean("mine", WasmPoolsEndpoint.class,
				() -> new WasmPoolsEndpoint(new FakeWasmRuntime().pools(), (pool) -> {
				}))
			.run((context) -> assertThat(context).hasSingleBean(WasmPoolsEndpoint.class).hasBean("mine"));
	}

}
