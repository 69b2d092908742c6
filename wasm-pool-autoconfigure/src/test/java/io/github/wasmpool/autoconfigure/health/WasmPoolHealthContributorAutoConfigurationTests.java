package io.github.wasmpool.autoconfigure.health;

import java.util.Map;
import java.util.Objects;

import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.autoconfigure.WasmPoolAutoConfiguration;
import io.github.wasmpool.fake.FakeWasmRuntime;
import io.github.wasmpool.health.WasmPoolHealthContributor;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.actuate.endpoint.CompositeHealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.IndicatedHealthDescriptor;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class WasmPoolHealthContributorAutoConfigurationTests {

	private static final String MODULE = "wasm.pool.module=classpath:io/github/wasmpool/autoconfigure/empty.wasm";

	private final FakeWasmRuntime runtime = new FakeWasmRuntime();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WasmPoolAutoConfiguration.class,
				WasmPoolHealthContributorAutoConfiguration.class, HealthContributorAutoConfiguration.class,
				HealthContributorRegistryAutoConfiguration.class, HealthEndpointAutoConfiguration.class))
		.withBean("wasmRuntime", WasmRuntime.class, () -> this.runtime)
		.withPropertyValues("management.endpoints.web.exposure.include=health",
				"management.endpoint.health.show-details=always");

	@Test
	void onePoolIsAComponentBelowWasmPool() {
		this.contextRunner.withPropertyValues(MODULE).run((context) -> {
			CompositeHealthDescriptor health = wasmPool(context.getBean(HealthEndpoint.class));
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getComponents()).containsOnlyKeys("default");
			assertThat(details(health, "default")).containsEntry("module", "empty.wasm");
		});
	}

	@Test
	void severalPoolsHaveTheShapeOfOne() {
		this.contextRunner.withPropertyValues(MODULE, "wasm.pools.orders.size=3").run((context) -> {
			CompositeHealthDescriptor health = wasmPool(context.getBean(HealthEndpoint.class));
			assertThat(health.getComponents()).containsOnlyKeys("default", "orders");
			assertThat(details(health, "orders")).containsKeys("size", "live", "active", "idle", "creating", "retiring",
					"waiting", "module", "pages");
		});
	}

	@Test
	void aNamedPoolThatIsClosedByHandBesideADefaultOneIsDown() {
		this.contextRunner.withPropertyValues(MODULE, "wasm.pools.orders.size=3").run((context) -> {
			context.getBean("ordersWasmPool", WasmPool.class).close();
			HealthEndpoint endpoint = context.getBean(HealthEndpoint.class);
			assertThat(endpoint.health().getStatus()).isEqualTo(Status.DOWN);
			assertThat(details(wasmPool(endpoint), "orders")).containsEntry("reason", "the pool is closed");
		});
	}

	@Test
	void aClosedRuntimeIsDown() {
		this.contextRunner.withPropertyValues(MODULE).run((context) -> {
			this.runtime.close();
			assertThat(wasmPool(context.getBean(HealthEndpoint.class)).getStatus()).isEqualTo(Status.DOWN);
		});
	}

	@Test
	void withoutPoolsThereIsNoComponent() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasSingleBean(WasmPoolHealthContributor.class);
			HealthEndpoint endpoint = context.getBean(HealthEndpoint.class);
			assertThat(endpoint.health().getStatus()).isEqualTo(Status.UP);
			assertThat(((CompositeHealthDescriptor) endpoint.health()).getComponents()).containsOnlyKeys("ping");
		});
	}

	@Test
	void aPropertySwitchesItOff() {
		this.contextRunner.withPropertyValues(MODULE, "management.health.wasmpool.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(WasmPool.class)
				.doesNotHaveBean(WasmPoolHealthContributor.class));
	}

	@Test
	void theDefaultsOfHealthSwitchItOff() {
		this.contextRunner.withPropertyValues(MODULE, "management.health.defaults.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(WasmPoolHealthContributor.class));
	}

	@Test
	void anIndicatorOfTheUsersWinsByItsName() {
		this.contextRunner.withPropertyValues(MODULE)
			.withBean("wasmPoolHealthIndicator", HealthIndicator.class, () -> () -> null)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(WasmPoolHealthContributor.class));
	}

	@Test
	void withoutHealthOnTheClassPathTheApplicationStarts() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(WasmPoolAutoConfiguration.class,
					WasmPoolHealthContributorAutoConfiguration.class))
			.withBean("wasmRuntime", WasmRuntime.class, () -> this.runtime)
			.withPropertyValues(MODULE)
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(WasmPool.class)
				.doesNotHaveBean("wasmPoolHealthContributor"));
	}

	private static CompositeHealthDescriptor wasmPool(HealthEndpoint endpoint) {
		return (CompositeHealthDescriptor) Objects.requireNonNull(endpoint.healthForPath("wasmPool"));
	}

	private static Map<String, Object> details(CompositeHealthDescriptor health, String pool) {
		Map<String, HealthDescriptor> components = Objects.requireNonNull(health.getComponents());
		IndicatedHealthDescriptor descriptor = (IndicatedHealthDescriptor) components.get(pool);
		return Objects.requireNonNull(Objects.requireNonNull(descriptor).getDetails());
	}

}
