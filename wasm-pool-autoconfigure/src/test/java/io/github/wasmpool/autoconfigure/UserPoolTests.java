package io.github.wasmpool.autoconfigure;

import java.util.Objects;

import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPools;
import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.autoconfigure.health.WasmPoolHealthContributorAutoConfiguration;
import io.github.wasmpool.health.WasmPoolHealthContributor;
import io.github.wasmpool.test.FakeModule;
import io.github.wasmpool.test.TestPools;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A pool bean of the user's own is the pool of its role.
 */
class UserPoolTests {

	private static final String MODULE = "wasm.pool.module=classpath:io/github/wasmpool/autoconfigure/empty.wasm";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(WasmPoolAutoConfiguration.class, WasmPoolHealthContributorAutoConfiguration.class));

	@Test
	void aPoolForTestsIsTheDefaultPool() {
		this.contextRunner.withBean("wasmPool", WasmPool.class, () -> TestPools.of(new FakeModule()))
			.withBean("ordersWasmPool", WasmPool.class, () -> TestPools.of(new FakeModule()))
			.run((context) -> {
				WasmPools pools = context.getBean(WasmPools.class);
				assertThat(pools.names()).containsExactly("default", "orders");
				assertThat(pools.get("default")).isSameAs(context.getBean("wasmPool"));
				assertThat(pools.get("orders")).isSameAs(context.getBean("ordersWasmPool"));
				assertThat(context.getBean(WasmPoolHealthContributor.class).stream())
					.extracting((entry) -> entry.name())
					.containsExactly("default", "orders");
				pools.get("orders").close();
				assertThat(pools.find("orders")).isEmpty();
				assertThat(status(context.getBean(WasmPoolHealthContributor.class), "orders")).isEqualTo(Status.DOWN);
			});
	}

	@Test
	void aPoolThatCallsItselfOtherwiseIsTheOneOfItsRole() {
		this.contextRunner.withUserConfiguration(OwnPool.class).run((context) -> {
			WasmPools pools = context.getBean(WasmPools.class);
			assertThat(pools.names()).containsExactly("default");
			assertThat(pools.get("default").name()).isEqualTo("mine");
			assertThat(pools.get("mine")).isSameAs(pools.get("default"));
		});
	}

	@Test
	void aMockedPoolDoesNotBreakHealth() {
		this.contextRunner.withBean("wasmPool", WasmPool.class, () -> Mockito.mock(WasmPool.class))
			.withBean("other", WasmPool.class, () -> Mockito.mock(WasmPool.class))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(status(context.getBean(WasmPoolHealthContributor.class), "default"))
					.isEqualTo(Status.UNKNOWN);
				assertThat(status(context.getBean(WasmPoolHealthContributor.class), "other")).isEqualTo(Status.UNKNOWN);
			});
	}

	@Test
	void aModuleThatIsInjectedLazilyCanBePooled() {
		this.contextRunner.withPropertyValues(MODULE)
			.withUserConfiguration(LazyModule.class)
			.run((context) -> assertThat(context.getBean("lazyWasmPool", WasmPool.class).module().name())
				.isEqualTo("empty.wasm"));
	}

	private static Status status(WasmPoolHealthContributor health, String name) {
		HealthIndicator indicator = (HealthIndicator) Objects.requireNonNull(health.getContributor(name));
		return Objects.requireNonNull(indicator.health()).getStatus();
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnPool {

		@Bean
		WasmPool wasmPool(WasmRuntime runtime) {
			try (WasmModule module = runtime.module(new byte[] { 0, 'a', 's', 'm', 1, 0, 0, 0 }).build()) {
				return runtime.pool(module).name("mine").size(1).build();
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyModule {

		@Bean
		WasmPool lazyWasmPool(WasmRuntime runtime, @Lazy WasmModule module) {
			return runtime.pool(module).name("lazy").size(1).build();
		}

	}

}
