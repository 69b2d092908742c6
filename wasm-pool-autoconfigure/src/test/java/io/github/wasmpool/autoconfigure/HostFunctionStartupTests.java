package io.github.wasmpool.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import io.github.wasmpool.WasmHostFunctionException;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPools;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.host.WasmCaller;
import io.github.wasmpool.host.WasmImport;
import io.github.wasmpool.runtime.AssemblyScript;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Starts applications whose beans provide what guests import, on the real engine.
 */
class HostFunctionStartupTests {

	/** Asks for the price of an article, and tells its name from its memory. */
	private static final String GUEST = """
			(module
				(import "env" "price" (func $price (param i32) (result i64)))
				(import "env" "log" (func $log (param i32 i32)))
				(memory (export "memory") 1)
				(data (i32.const 8) "article")
				(func (export "total") (param i32 i32) (result i64)
					(call $log (i32.const 8) (i32.const 7))
					(i64.mul (call $price (local.get 0)) (i64.extend_i32_s (local.get 1)))))
			""";

	private static final FunctionType PRICE = FunctionType.of(List.of(ValueType.I32), List.of(ValueType.I64));

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	private ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WasmPoolAutoConfiguration.class));

	@BeforeEach
	void writeModule() throws IOException {
		Path guest = Files.write(this.directory.resolve("guest.wasm"), Wat.compile(GUEST));
		this.contextRunner = this.contextRunner.withPropertyValues("wasm.pool.module=" + guest.toUri(),
				"wasm.pool.size=2");
	}

	@Test
	void functionsAndMethodsOfBeansAreCalled() {
		this.contextRunner.withBean(Log.class)
			.withBean(HostFunction.class, () -> price((article) -> article * 10L))
			.run((context) -> {
				assertThat(total(context.getBean(WasmPool.class))).isEqualTo(120);
				assertThat(context.getBean(Log.class).lines).containsExactly("article");
			});
	}

	@Test
	void aBeanThatInjectsThePoolProvidesItsImports() {
		this.contextRunner.withBean(Shop.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(Shop.class).total()).isEqualTo(120);
		});
	}

	@Test
	void aBeanCanUseThePoolWhileItIsMade() {
		this.contextRunner.withUserConfiguration(EarlyConfiguration.class)
			.run((context) -> assertThat(context.getBean("early", Long.class)).isEqualTo(120));
	}

	@Test
	void aLazyApplicationMakesThemWhenThePoolIsUsed() {
		this.contextRunner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withBean("shop", Shop.class)
			.run((context) -> {
				assertThat(context.getBeanFactory().containsSingleton("shop")).isFalse();
				WasmPool pool = context.getBean(WasmPool.class);
				assertThat(context.getBeanFactory().containsSingleton("shop")).isFalse();
				assertThat(total(pool)).isEqualTo(120);
				assertThat(context.getBeanFactory().containsSingleton("shop")).isTrue();
			});
	}

	@Test
	void eachPoolIsGivenWhatIsForIt() {
		this.contextRunner
			.withPropertyValues("wasm.pools.cheap.size=1", "wasm.pools.dear.size=1", "wasm.pool.enabled=false",
					"wasm.pools.cheap.enabled=true", "wasm.pools.dear.enabled=true")
			.withBean(Log.class)
			.withBean(Prices.class)
			.run((context) -> {
				WasmPools pools = context.getBean(WasmPools.class);
				assertThat(total(pools.get("cheap"))).isEqualTo(12);
				assertThat(total(pools.get("dear"))).isEqualTo(12_000);
			});
	}

	@Test
	void aPoolWhoseMethodIsForAnotherDoesNotStart() {
		this.contextRunner.withBean(Log.class)
			.withBean(Prices.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("function 'env.price' (i32) -> (i64)")
				.message()
				.doesNotContain("env.log"));
	}

	@Test
	void aCustomizerGivesAFunctionToOnePool() {
		this.contextRunner.withPropertyValues("wasm.pools.dear.size=1")
			.withBean(Log.class)
			.withBean(WasmPoolBuilderCustomizer.class,
					() -> (pool, builder) -> builder
						.hostFunctions(price((article) -> article * (pool.equals("dear") ? 1000L : 1L))))
			.run((context) -> {
				WasmPools pools = context.getBean(WasmPools.class);
				assertThat(total(pools.get("default"))).isEqualTo(12);
				assertThat(total(pools.get("dear"))).isEqualTo(12_000);
			});
	}

	@Test
	void whatAFunctionThrowsIsTheCauseOfWhatTheBorrowerGets() {
		IllegalStateException failure = new IllegalStateException("sold out");
		this.contextRunner.withBean(Log.class).withBean(HostFunction.class, () -> price((article) -> {
			throw failure;
		})).run((context) -> {
			WasmPool pool = context.getBean(WasmPool.class);
			assertThatExceptionOfType(WasmHostFunctionException.class).isThrownBy(() -> total(pool))
				.withCause(failure)
				.satisfies((ex) -> assertThat(ex.getHostFunction()).isEqualTo("env.price"));
		});
	}

	@Test
	void aPoolMayLimitTheCallsOfItsGuests() {
		this.contextRunner.withPropertyValues("wasm.pools.short.max-host-calls=1", "wasm.pools.short.size=1")
			.withBean(Shop.class)
			.run((context) -> {
				WasmPools pools = context.getBean(WasmPools.class);
				assertThat(total(pools.get("default"))).isEqualTo(120);
				assertThatExceptionOfType(WasmHostFunctionException.class).isThrownBy(() -> total(pools.get("short")))
					.withMessageContaining("'max-host-calls'");
			});
	}

	@Test
	void aGuestThatPeopleUseIsGivenItsImports() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(WasmPoolAutoConfiguration.class))
			.withPropertyValues("wasm.pools.flags.module=classpath:bucketing-lib.release.wasm",
					"wasm.pools.flags.size=2", "wasm.pools.flags.execution=dedicated")
			.withBean(AssemblyScript.class)
			.run((context) -> context.getBean(WasmPool.class).useInstance((instance) -> {
				instance.callVoid("setPlatformData", AssemblyScript.newString(instance, """
						{"platform":"Java","platformVersion":"17","sdkType":"server","sdkVersion":"1","hostname":"h"}
						"""));
				assertThat(AssemblyScript.call(instance, "testDVCUserClass", "{\"user_id\":\"a\"}"))
					.contains("\"createdDate\":\"2023-11-14T22:13:20.000Z\"");
			}));
	}

	private static long total(WasmPool pool) {
		return pool.withInstance((guest) -> guest.callLong("total", 4, 3));
	}

	private static HostFunction price(UnaryOperator<Long> price) {
		return HostFunction.of("env", "price", PRICE, (caller, args) -> price.apply((long) (int) args[0]));
	}

	static class Log {

		final List<String> lines = new ArrayList<>();

		@WasmImport
		void log(WasmCaller caller, int at, int length) {
			this.lines.add(caller.memory().readString(at, length));
		}

	}

	static class Prices {

		@WasmImport(name = "price", pools = "cheap")
		long low(int article) {
			return article;
		}

		@WasmImport(name = "price", pools = "dear")
		long high(int article) {
			return article * 1000L;
		}

	}

	static class Shop {

		private final WasmPool pool;

		Shop(WasmPool wasmPool) {
			this.pool = wasmPool;
		}

		long total() {
			return HostFunctionStartupTests.total(this.pool);
		}

		@WasmImport
		long price(int article) {
			return article * 10L;
		}

		@WasmImport
		void log(int at, int length) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class EarlyConfiguration {

		@Bean
		Long early(WasmPool pool) {
			return total(pool);
		}

		@Bean
		@Lazy
		Shop shop(WasmPool pool) {
			return new Shop(pool);
		}

	}

}
