package io.github.wasmpool.autoconfigure;

import java.util.Map;
import java.util.Objects;

import io.github.wasmpool.EngineOptions;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleBuilder;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolBuilder;
import io.github.wasmpool.Wat;
import io.github.wasmpool.cluster.ClusterOptions;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.mock.env.MockEnvironment;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an editor shows of the keys is true.
 */
class ConfigurationMetadataTests {

	private static final byte[] GUEST = Wat.compile("(module)");

	private final Map<String, Map<String, @Nullable Object>> properties = Metadata.properties();

	@Test
	void eachPropertyIsDescribed() {
		assertThat(this.properties).containsKeys("wasm.pool.module", "wasm.pools", "wasm.engine.optimization")
			.allSatisfy((name, property) -> {
				assertThat(property).as(name).containsKeys("type", "description");
				assertThat(String.valueOf(property.get("description"))).as(name)
					.doesNotContainPattern("^[A-Z]\\w+ [A-Z][a-z]");
			});
	}

	@Test
	void defaultsAreThoseOfTheBuilders() {
		MockEnvironment environment = new MockEnvironment();
		this.properties.forEach((name, property) -> {
			if (name.startsWith("wasm.pool.") && property.get("defaultValue") != null) {
				environment.setProperty(name, String.valueOf(property.get("defaultValue")));
			}
		});
		assertThat(environment.getProperty("wasm.pool.max-host-calls")).isEqualTo("1000000");
		PoolPropertiesMapper mapper = new PoolPropertiesMapper(
				new PoolDefinitions(environment).get("default").properties());
		try (WasmtimeRuntime runtime = new WasmtimeRuntime()) {
			WasmModuleBuilder plain = runtime.module(GUEST);
			WasmModuleBuilder configured = runtime.module(GUEST);
			mapper.apply(configured);
			assertThat(configured).usingRecursiveComparison()
				.ignoringFields("runtime", "executionTimeout", "initializationTimeout", "features")
				.isEqualTo(plain);
			try (WasmModule plainModule = plain.build(); WasmModule module = configured.build()) {
				assertThat(settings(module)).isEqualTo(settings(plainModule));
				WasmPoolBuilder plainPool = runtime.pool(plainModule);
				WasmPoolBuilder configuredPool = runtime.pool(module);
				mapper.apply(configuredPool);
				assertThat(configuredPool).usingRecursiveComparison()
					.ignoringFields("runtime", "module", "executionTimeout", "reset", "healthStatus")
					.isEqualTo(plainPool);
				try (WasmPool one = plainPool.build(); WasmPool other = configuredPool.name("other").build()) {
					assertThat(field(other, "settings")).usingRecursiveComparison()
						.ignoringFields("name")
						.isEqualTo(field(one, "settings"));
					assertThat(executionTimeout(other)).isEqualTo(executionTimeout(one));
				}
			}
		}
	}

	@Test
	void defaultsAreThoseOfTheEngine() {
		MockEnvironment environment = new MockEnvironment();
		this.properties.forEach((name, property) -> {
			if (name.startsWith("wasm.engine.") && property.get("defaultValue") != null) {
				environment.setProperty(name, String.valueOf(property.get("defaultValue")));
			}
		});
		EngineOptions options = new PoolDefinitions(environment).engine().toOptions();
		assertThat(options.memoryReservation()).isEqualTo(4L << 30);
		assertThat(options).usingRecursiveComparison()
			.ignoringFields("memoryReservation")
			.isEqualTo(EngineOptions.DEFAULTS);
	}

	@Test
	void defaultsAreThoseOfTheCluster() {
		MockEnvironment environment = new MockEnvironment();
		this.properties.forEach((name, property) -> {
			if (name.startsWith("wasm.cluster.")) {
				environment.setProperty(name, String.valueOf(property.get("defaultValue")));
			}
		});
		PoolDefinitions definitions = new PoolDefinitions(environment);
		assertThat(definitions.cluster().toOptions()).isEqualTo(ClusterOptions.DEFAULTS);
		assertThat(definitions.cluster().enabled()).isFalse();
	}

	private static @Nullable Object settings(WasmModule module) {
		return ReflectionTestUtils.invokeMethod(module, "settings");
	}

	private static @Nullable Object executionTimeout(WasmPool pool) {
		Object generation = Objects.requireNonNull(ReflectionTestUtils.invokeMethod(pool, "present"));
		return field(Objects.requireNonNull(field(generation, "code")), "executionTimeout");
	}

	private static @Nullable Object field(Object target, String name) {
		return ReflectionTestUtils.getField(target, name);
	}

}
