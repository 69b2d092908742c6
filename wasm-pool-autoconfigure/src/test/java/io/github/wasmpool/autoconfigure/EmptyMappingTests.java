package io.github.wasmpool.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.mock.env.MockPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Mappings without an entry, and values that are no mappings.
 */
@ExtendWith(OutputCaptureExtension.class)
class EmptyMappingTests {

	private static final String INHERITED = "wasm: {pool: {module: a.wasm, size: 7, memory: {max-pages: 9}}}";

	private final StandardEnvironment environment = new StandardEnvironment();

	@ParameterizedTest
	@ValueSource(strings = { "wasm.pools.orders: {}", "wasm.pools.orders:", "wasm: {pools: {orders: {}}}",
			"wasm: {pools: {orders: }}", "wasm.pools.orders.memory: {}", "wasm.pools.orders.memory:" })
	void aPoolWithoutAKeyInheritsEverything(String yaml) throws IOException {
		yaml(yaml);
		yaml(INHERITED);
		PoolDefinitions definitions = new PoolDefinitions(this.environment);
		assertThat(definitions.all()).extracting(PoolDefinition::name).containsExactly("default", "orders");
		assertThat(definitions.get("orders").properties()).isEqualTo(definitions.get("default").properties());
		assertThat(definitions.get("orders").properties().size()).isEqualTo(7);
		assertThat(definitions.get("orders").keys().key("memory.max-pages")).isEqualTo("wasm.pool.memory.max-pages");
	}

	@Test
	void aPoolOnTheCommandLineNeedsNoValue() throws IOException {
		yaml(INHERITED);
		this.environment.getPropertySources()
			.addFirst(new MockPropertySource("args").withProperty("wasm.pools.orders", ""));
		assertThat(new PoolDefinitions(this.environment).all()).extracting(PoolDefinition::name)
			.containsExactly("default", "orders");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "wasm.pool:", "wasm.pool: {}", "wasm:", "wasm: {pool: , pools: , engine: }", "wasm.pools: {}" })
	void nothingIsConfigured(String yaml) throws IOException {
		yaml(yaml);
		PoolDefinitions definitions = new PoolDefinitions(this.environment);
		assertThat(definitions.all()).singleElement().satisfies((only) -> {
			assertThat(only.isDefault()).isTrue();
			assertThat(only.hasModule()).isFalse();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "wasm.pools.orders", "wasm.pools", "wasm.pool", "wasm.engine", "wasm.pool.memory",
			"wasm.pools.orders.abi", "wasm.pools.orders.wasi.environment" })
	void aValueWhereSettingsBelongIsRefusedWithItsOrigin(String key) throws IOException {
		yaml(key + ": a.wasm");
		assertThatExceptionOfType(MisplacedValueException.class).isThrownBy(() -> new PoolDefinitions(this.environment))
			.satisfies((ex) -> {
				assertThat(ex.getProperty().getName()).hasToString(key);
				var analysis = Objects.requireNonNull(new MisplacedValueFailureAnalyzer().analyze(ex));
				assertThat(analysis.getDescription()).startsWith("'" + key + "' has the value 'a.wasm', but ")
					.contains("belong below it", "[test.yml] - 1:");
				assertThat(analysis.getAction()).isEqualTo("Remove the value, or set a key below '" + key + "'.");
			});
	}

	@Test
	void whatKubernetesSetsForAServiceIsNoPool(CapturedOutput output) throws IOException {
		yaml(INHERITED);
		variables(Map.of("WASM_POOLS_PORT", "tcp://10.0.0.1:80", "WASM_POOLS_PORT_80_TCP", "tcp://10.0.0.1:80",
				"WASM_POOLS_PORT_80_TCP_PROTO", "tcp", "WASM_POOLS_SERVICE_HOST", "10.0.0.1", "WASM_POOLS_SERVICE_PORT",
				"80"));
		assertThat(definitions().all()).extracting(PoolDefinition::name).containsExactly("default");
		assertThat(output).contains("There is no pool 'port': ", "There is no pool 'service': ", "(\"WASM_POOLS_");
	}

	@Test
	void aVariableThatIsNoSettingDoesNotHarmAPool(CapturedOutput output) throws IOException {
		yaml("wasm: {pool: {module: a.wasm}, pools: {orders: {size: 3}}}");
		variables(Map.of("WASM_POOLS_ORDERS", "tcp://10.0.0.1:80", "WASM_POOL", "tcp", "WASM_POOL_MEMORY", "5"));
		assertThat(definitions().get("orders").properties().size()).isEqualTo(3);
		assertThat(output).contains("'wasm.pool' is ignored, because it is no setting",
				"'wasm.pool.memory' is ignored, because it is no setting");
	}

	@ParameterizedTest
	@ValueSource(strings = { "wasm.pools.orders: 5", "wasm.pool.memory: true" })
	void numbersAndSwitchesAreNoMappings(String yaml) throws IOException {
		yaml(yaml);
		assertThatExceptionOfType(MisplacedValueException.class).isThrownBy(this::definitions);
	}

	@ParameterizedTest
	@ValueSource(strings = { "WASM_POOLS_ORDERS_MAXWAITING", "WASM_POOLS_ORDERS_MAX_WAITING" })
	void aVariableThatIsASettingMakesAPool(String variable) {
		variables(Map.of(variable, "4"));
		assertThat(definitions().get("orders").properties().maxWaiting()).isEqualTo(4);
		assertThat(definitions().all()).extracting(PoolDefinition::name).containsExactly("default", "orders");
	}

	private PoolDefinitions definitions() {
		return PoolDefinitions.of(new DefaultListableBeanFactory(), this.environment);
	}

	private void yaml(String text) throws IOException {
		ByteArrayResource resource = new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8), "test.yml");
		new YamlPropertySourceLoader().load(text, resource).forEach(this.environment.getPropertySources()::addLast);
	}

	private void variables(Map<String, Object> variables) {
		this.environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
	}

}
