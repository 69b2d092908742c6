package io.github.wasmpool.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmInstanceValidator;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPools;
import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.fake.FakeWasmModule;
import io.github.wasmpool.fake.FakeWasmPool;
import io.github.wasmpool.fake.FakeWasmRuntime;
import io.github.wasmpool.health.WasmPoolHealthContributor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

class WasmPoolAutoConfigurationTests {

	private static final String EMPTY = "classpath:io/github/wasmpool/autoconfigure/empty.wasm";

	private static final String OTHER = "classpath:io/github/wasmpool/autoconfigure/other.wasm";

	private final FakeWasmRuntime runtime = new FakeWasmRuntime();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WasmPoolAutoConfiguration.class))
		.withBean("wasmRuntime", WasmRuntime.class, () -> this.runtime);

	@Test
	void withoutAModuleThereIsNoPoolAndTheApplicationStarts() {
		this.contextRunner.withPropertyValues("wasm.pool.size=3").run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(WasmPools.class);
			assertThat(context).doesNotHaveBean(WasmPool.class).doesNotHaveBean(WasmModule.class);
		});
	}

	@Test
	void aBlankModuleIsNoModule() {
		this.contextRunner.withPropertyValues("wasm.pool.module=")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(WasmPool.class));
	}

	@Test
	void aNamedPoolWithoutAnyModuleIsNotMadeAndTheApplicationStarts() {
		this.contextRunner.withPropertyValues("wasm.pools.orders.size=3")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(WasmPool.class));
	}

	@Test
	void theDefaultPoolIsMadeOfItsModule() {
		this.contextRunner.withPropertyValues("wasm.pool.module=" + EMPTY).run((context) -> {
			assertThat(context).hasSingleBean(WasmPool.class).hasSingleBean(WasmModule.class);
			FakeWasmPool pool = context.getBean("wasmPool", FakeWasmPool.class);
			FakeWasmModule module = context.getBean("wasmModule", FakeWasmModule.class);
			assertThat(pool.name()).isEqualTo("default");
			assertThat(pool.module()).isSameAs(module);
			assertThat(module.name()).isEqualTo("empty.wasm");
			assertThat(module.binary()).containsExactly(0, 'a', 's', 'm', 1, 0, 0, 0);
			assertThat(context.getBean(WasmPools.class).names()).containsExactly("default");
		});
	}

	@Test
	void aModuleIsReadFromAFile(@TempDir Path directory) throws IOException {
		Path file = Files.write(directory.resolve("orders.wasm"), new byte[] { 1, 2, 3 });
		this.contextRunner.withPropertyValues("wasm.pool.module=" + file.toUri())
			.run((context) -> assertThat(context.getBean(FakeWasmModule.class).binary()).containsExactly(1, 2, 3));
	}

	@Test
	void whatIsNotConfiguredIsLeftToTheBuilders() {
		this.contextRunner.withPropertyValues("wasm.pool.module=" + EMPTY).run((context) -> {
			assertThat(context.getBean(FakeWasmPool.class).settings()).containsOnlyKeys("name", "hostFunctionSource",
					"swapListener", "healthStatus");
			assertThat(context.getBean(FakeWasmModule.class).settings()).containsOnlyKeys("name");
		});
	}

	@Test
	void aDirectoryWithoutAnEndIsAMistake() {
		this.contextRunner.withPropertyValues("wasm.pool.module=" + EMPTY, "wasm.pool.wasi.directories[0].guest=/data")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("'wasi.directories[0]'")
				.hasMessageContaining("'guest' /data with 'host' null"));
	}

	@Test
	void severalTaskDecoratorsAreComposedAsSpringBootDoes() {
		List<String> order = new ArrayList<>();
		this.contextRunner.withPropertyValues("wasm.pool.module=" + EMPTY)
			.withBean("late", TaskDecorator.class, () -> new Decorator(2, "late", order))
			.withBean("early", TaskDecorator.class, () -> new Decorator(1, "early", order))
			.run((context) -> {
				@SuppressWarnings("unchecked")
				UnaryOperator<Runnable> decorator = (UnaryOperator<Runnable>) Objects
					.requireNonNull(this.runtime.pool("default").settings().get("taskDecorator"));
				decorator.apply(() -> order.add("task")).run();
				assertThat(order).containsExactly("late", "early", "task");
			});
	}

	@Test
	void aPoolThatACustomizerMakesWarmIsValidatedByAllValidators() {
		List<String> order = new ArrayList<>();
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(WasmPoolAutoConfiguration.class))
			.withPropertyValues("wasm.pool.module=" + EMPTY, "wasm.pools.fresh.size=1")
			.withBean("one", WasmInstanceValidator.class, () -> (instance) -> order.add("one"))
			.withBean("other", WasmInstanceValidator.class, () -> (instance) -> order.add("other"))
			.withBean(WasmPoolBuilderCustomizer.class, () -> (pool, builder) -> {
				if (pool.equals("default")) {
					builder.reset(ResetPolicy.WARM);
				}
			})
			.run((context) -> {
				context.getBean("wasmPool", WasmPool.class).acquire().close();
				assertThat(order).containsExactly("one", "other");
				context.getBean("freshWasmPool", WasmPool.class).acquire().close();
				assertThat(order).hasSize(2);
			});
	}

	@Test
	void aTaskDecoratorAndAValidatorReachTheBuilder() {
		WasmInstanceValidator validator = (instance) -> true;
		this.contextRunner
			.withPropertyValues("wasm.pool.module=" + EMPTY, "wasm.pool.reset=warm", "wasm.pools.orders.reset=fresh")
			.withBean(TaskDecorator.class, () -> (task) -> task)
			.withBean(WasmInstanceValidator.class, () -> validator)
			.run((context) -> {
				assertThat(this.runtime.pool("default").settings()).containsKeys("validatorIfWarm", "taskDecorator");
				assertThat(this.runtime.pool("orders").settings()).doesNotContainKey("validator");
			});
	}

	@Test
	void disablingTheDefaultPoolDisablesThoseThatDoNotSayOtherwise() {
		this.contextRunner
			.withPropertyValues("wasm.pool.enabled=false", "wasm.pool.module=" + EMPTY, "wasm.pools.orders.size=2",
					"wasm.pools.billing.enabled=true")
			.run((context) -> {
				assertThat(context).doesNotHaveBean("wasmPool").doesNotHaveBean("wasmModule");
				assertThat(context.getBean(WasmPool.class).name()).isEqualTo("billing");
			});
	}

	@Test
	void aDisabledNamedPoolIsNotMade() {
		this.contextRunner.withPropertyValues("wasm.pool.module=" + EMPTY, "wasm.pools.orders.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(WasmPool.class).hasBean("wasmPool"));
	}

	@Test
	void besideADefaultPoolANamedOneNeedsAQualifier() {
		this.contextRunner.withPropertyValues("wasm.pool.module=" + EMPTY, "wasm.pools.orders.module=" + OTHER)
			.withUserConfiguration(InjectionConfiguration.class)
			.run((context) -> {
				Injected injected = context.getBean(Injected.class);
				assertThat(injected.plain().name()).isEqualTo("default");
				assertThat(injected.orders().name()).isEqualTo("orders");
				assertThat(injected.plainModule().name()).isEqualTo("empty.wasm");
				assertThat(injected.ordersModule().name()).isEqualTo("other.wasm");
				assertThat(context.getBean(WasmPool.class).name()).isEqualTo("default");
			});
	}

	@Test
	void besideADefaultPoolAListAndAParametersNameMeanTheDefaultPool() {
		this.contextRunner.withPropertyValues("wasm.pool.module=" + EMPTY, "wasm.pools.orders.module=" + OTHER)
			.withUserConfiguration(CandidatesConfiguration.class)
			.run((context) -> {
				Candidates candidates = context.getBean(Candidates.class);
				assertThat(candidates.all()).extracting(WasmPool::name).containsExactly("default");
				assertThat(candidates.named().name()).isEqualTo("default");
				assertThat(candidates.pools().names()).containsExactly("default", "orders");
			});
	}

	@Test
	void aLoneNamedPoolInjectsPlainly() {
		this.contextRunner.withPropertyValues("wasm.pools.orders.module=" + OTHER).run((context) -> {
			assertThat(context).hasSingleBean(WasmPool.class);
			Consumer consumer = new Consumer();
			context.getAutowireCapableBeanFactory().autowireBean(consumer);
			assertThat(consumer.pool).isSameAs(context.getBean("ordersWasmPool"));
			assertThat(consumer.module).isSameAs(context.getBean("ordersWasmModule"));
		});
	}

	@Test
	void besideAPoolOfTheUsersNamedWasmPoolANamedOneNeedsAQualifier() {
		this.contextRunner.withPropertyValues("wasm.pools.orders.module=" + OTHER)
			.withUserConfiguration(UserPoolConfiguration.class)
			.run((context) -> assertThat(context.getBean(WasmPool.class).name()).isEqualTo("mine"));
	}

	@Test
	void aPoolOfTheUsersWinsByItsName() {
		this.contextRunner.withPropertyValues("wasm.pool.module=" + EMPTY)
			.withUserConfiguration(UserPoolConfiguration.class)
			.run((context) -> {
				assertThat(context).hasSingleBean(WasmPool.class).hasBean("wasmModule");
				assertThat(context.getBean(WasmPool.class).name()).isEqualTo("mine");
			});
	}

	@Test
	void aModuleOfTheUsersWinsByItsName() {
		this.contextRunner.withPropertyValues("wasm.pools.orders.size=2")
			.withBean("ordersWasmModule", WasmModule.class, () -> this.runtime.module(new byte[0]).name("mine").build())
			.run((context) -> assertThat(context.getBean(WasmPool.class).module().name()).isEqualTo("mine"));
	}

	@Test
	void aLookUpOfTheUsersWins() {
		WasmPools mine = new FakeWasmRuntime().pools();
		this.contextRunner.withBean("mine", WasmPools.class, () -> mine)
			.run((context) -> assertThat(context.getBean(WasmPools.class)).isSameAs(mine));
	}

	@Test
	void customizersAdjustAnyPoolInTheirOrder() {
		this.contextRunner
			.withPropertyValues("wasm.pool.module=" + EMPTY, "wasm.pool.size=5", "wasm.pools.orders.min-idle=1")
			.withUserConfiguration(CustomizerConfiguration.class)
			.run((context) -> {
				assertThat(this.runtime.pool("default").settings()).containsEntry("size", 11)
					.containsEntry("minIdle", 0);
				assertThat(this.runtime.pool("orders").settings()).containsEntry("size", 11)
					.containsEntry("minIdle", 1);
			});
	}

	@Test
	void poolsAreClosedBeforeModulesBeforeTheRuntime() {
		this.contextRunner.withPropertyValues("wasm.pool.module=" + EMPTY, "wasm.pools.orders.module=" + OTHER)
			.run((context) -> {
				this.runtime.events().clear();
				context.close();
				assertThat(this.runtime.events()).hasSize(9).endsWith("close runtime");
				assertThat(this.runtime.events()).containsSubsequence("drain default", "close pool default",
						"close module empty.wasm");
				assertThat(this.runtime.events()).containsSubsequence("drain orders", "close pool orders",
						"close module other.wasm");
			});
	}

	@Test
	void withoutHealthOnTheClassPathTheApplicationStarts() {
		this.contextRunner.withPropertyValues("wasm.pool.module=" + EMPTY)
			.withClassLoader(
					new FilteredClassLoader("org.springframework.boot.health", "org.springframework.boot.actuate"))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(WasmPool.class));
	}

	@Test
	void anApplicationWithAutoConfigurationGetsAPool() {
		new ApplicationContextRunner().withUserConfiguration(ApplicationConfiguration.class)
			.withBean("wasmRuntime", WasmRuntime.class, () -> this.runtime)
			.withPropertyValues("wasm.pool.module=" + EMPTY)
			.run((context) -> assertThat(context).hasSingleBean(WasmPool.class)
				.hasSingleBean(WasmPoolHealthContributor.class));
	}

	private record Decorator(int order, String name, List<String> calls) implements TaskDecorator, Ordered {

		@Override
		public Runnable decorate(Runnable runnable) {
			return () -> {
				this.calls.add(this.name);
				runnable.run();
			};
		}

		@Override
		public int getOrder() {
			return this.order;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class ApplicationConfiguration {

	}

	static class Consumer {

		@Autowired
		WasmPool pool;

		@Autowired
		WasmModule module;

	}

	record Injected(WasmPool plain, WasmPool orders, WasmModule plainModule, WasmModule ordersModule) {

	}

	@Configuration(proxyBeanMethods = false)
	static class InjectionConfiguration {

		@Bean
		Injected injected(WasmPool plain, @Qualifier("ordersWasmPool") WasmPool orders, WasmModule plainModule,
				@Qualifier("ordersWasmModule") WasmModule ordersModule) {
			return new Injected(plain, orders, plainModule, ordersModule);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UserPoolConfiguration {

		@Bean
		WasmPool wasmPool(WasmRuntime runtime) {
			return runtime.pool(runtime.module(new byte[0]).build()).name("mine").build();
		}

	}

	record Candidates(List<WasmPool> all, WasmPool named, WasmPools pools) {

	}

	@Configuration(proxyBeanMethods = false)
	static class CandidatesConfiguration {

		@Bean
		Candidates candidates(List<WasmPool> all, WasmPool ordersWasmPool, WasmPools pools) {
			return new Candidates(all, ordersWasmPool, pools);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class CustomizerConfiguration {

		@Bean
		@Order(2)
		WasmPoolBuilderCustomizer second() {
			return (pool, builder) -> builder.size(11);
		}

		@Bean
		@Order(1)
		WasmPoolBuilderCustomizer first() {
			return (pool, builder) -> {
				builder.size(10);
				if (pool.equals("default")) {
					builder.minIdle(0);
				}
			};
		}

	}

}
