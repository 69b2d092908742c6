package io.github.wasmpool.autoconfigure;

import java.util.List;
import java.util.Objects;

import io.github.wasmpool.WasmJson;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.client.JacksonJson;
import io.github.wasmpool.fake.FakeWasmPool;
import io.github.wasmpool.fake.FakeWasmRuntime;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.host.WasmExport;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import io.github.wasmpool.test.FakeModule;
import io.github.wasmpool.test.TestPools;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients are beans, and what they need is configured.
 */
class ClientBeanTests {

	private static final String[] GUEST = { "wasm.pool.module=classpath:io/github/wasmpool/client/texts-c.wasm",
			"wasm.pool.size=1" };

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WasmJsonAutoConfiguration.class, WasmPoolAutoConfiguration.class));

	@Test
	void aClientIsABeanWithOneLine() {
		this.contextRunner.withPropertyValues(GUEST).withUserConfiguration(Host.class, Clients.class).run((context) -> {
			Texts texts = context.getBean(Texts.class);
			assertThat(texts.same("Grüße")).isEqualTo("Grüße");
			assertThat(texts.add(1, 2)).isEqualTo(3);
			assertThat(texts).hasToString("Texts, client of pool 'default'");
		});
	}

	@Test
	void aPoolForTestsTakesThePlaceOfTheConfiguredOne() {
		FakeModule fake = new FakeModule().text("same", (text) -> "fake " + text);
		this.contextRunner.withPropertyValues("wasm.pool.module=file:/nowhere.wasm", "wasm.pool.enabled=false")
			.withBean("wasmPool", WasmPool.class, () -> TestPools.of(fake))
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(WasmPool.class).doesNotHaveBean(WasmModule.class);
				assertThat(context.getBean(WasmPool.class).client(Same.class).same("text")).isEqualTo("fake text");
			});
	}

	@Test
	void theMapperOfTheApplicationWritesAndReads() {
		this.contextRunner.withPropertyValues(GUEST)
			.withUserConfiguration(Host.class, Clients.class)
			.withBean(JsonMapper.class,
					() -> JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build())
			.run((context) -> {
				Texts texts = context.getBean(Texts.class);
				assertThat(texts.json(new Article(7))).isEqualTo("{\"article_number\":7}");
				assertThat(texts.article("{\"article_number\":8}")).isEqualTo(new Article(8));
			});
	}

	@Test
	void theMapperThatBootConfiguresWritesAndReads() {
		this.contextRunner.withPropertyValues(GUEST)
			.withPropertyValues("spring.jackson.property-naming-strategy=SNAKE_CASE")
			.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class))
			.withUserConfiguration(Host.class, Clients.class)
			.run((context) -> assertThat(context.getBean(Texts.class).json(new Article(7)))
				.isEqualTo("{\"article_number\":7}"));
	}

	@Test
	void anExportIsNamedNowhereIfItIsLeftBlank() {
		FakeWasmRuntime runtime = new FakeWasmRuntime();
		this.contextRunner.withBean("wasmRuntime", WasmRuntime.class, () -> runtime)
			.withPropertyValues("wasm.pool.module=classpath:io/github/wasmpool/autoconfigure/empty.wasm",
					"wasm.pool.abi.allocate=a", "wasm.pool.abi.free=f", "wasm.pools.other.abi.allocate=",
					"wasm.pools.other.abi.free=")
			.run((context) -> assertThat(((FakeWasmPool) context.getBean("otherWasmPool", WasmPool.class)).settings())
				.doesNotContainKey("abi"));
	}

	@Test
	void jsonBacksOff() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(WasmJson.class));
		this.contextRunner.withBean(JsonMapper.class, JsonMapper::new)
			.run((context) -> assertThat(context).getBean(WasmJson.class).isInstanceOf(JacksonJson.class));
		this.contextRunner.withClassLoader(new FilteredClassLoader(JsonMapper.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(WasmJson.class));
		this.contextRunner.withBean("one", JsonMapper.class, JsonMapper::new)
			.withBean("other", JsonMapper.class, JsonMapper::new)
			.run((context) -> assertThat(context).doesNotHaveBean(WasmJson.class));
	}

	@Test
	void anInterfaceThatDoesNotFitIsExplained() {
		this.contextRunner.withPropertyValues(GUEST)
			.withUserConfiguration(Host.class, WrongClients.class)
			.run((context) -> {
				FailureAnalysis analysis = Objects.requireNonNull(
						new ClientFailureAnalyzer().analyze(Objects.requireNonNull(context.getStartupFailure())));
				assertThat(analysis.getDescription()).isEqualTo("'" + Wrong.class.getName()
						+ "' cannot be a client of pool 'default':\n"
						+ "  - 'int add(long, int)': it needs a function (i64, i32) -> (i32), but 'add' is (i32, i32) -> "
						+ "(i32)");
				assertThat(analysis.getAction()).startsWith("Change '" + Wrong.class.getName() + "' or the module")
					.contains("'abi.*'");
			});
	}

	@Test
	void aSettingThatTheModuleCannotMeetNamesItsKey() {
		this.contextRunner.withPropertyValues(GUEST)
			.withPropertyValues("wasm.pool.abi.allocate=absent")
			.withUserConfiguration(Host.class)
			.run((context) -> {
				FailureAnalysis analysis = Objects.requireNonNull(new ImpossibleSettingsFailureAnalyzer()
					.analyze(Objects.requireNonNull(context.getStartupFailure())));
				assertThat(analysis.getDescription()).contains("'abi.allocate' names 'absent'")
					.contains("wasm.pool.abi.allocate = absent");
				assertThat(analysis.getAction()).isEqualTo("Change 'wasm.pool.abi.allocate'.");
			});
	}

	interface Texts {

		String same(String text);

		int add(int left, int right);

		@WasmExport("same")
		String json(Article article);

		@WasmExport("same")
		Article article(String json);

	}

	interface Wrong {

		int add(long left, int right);

	}

	record Article(int articleNumber) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Host {

		@Bean
		HostFunction host() {
			FunctionType type = FunctionType.of(List.of(ValueType.I32), List.of(ValueType.I32));
			return HostFunction.of("env", "host", type, (caller, args) -> args[0]);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Clients {

		@Bean
		Texts texts(WasmPool pool) {
			return pool.client(Texts.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WrongClients {

		@Bean
		Wrong wrong(WasmPool pool) {
			return pool.client(Wrong.class);
		}

	}

	interface Same {

		String same(String text);

	}

}
