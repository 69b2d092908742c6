package io.github.wasmpool.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.Test;

import org.springframework.core.io.UrlResource;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigurationMetadataTests {

	private final Map<String, Map<String, Object>> properties = new TreeMap<>();

	ConfigurationMetadataTests() throws IOException {
		List<Map<String, Object>> all = new ArrayList<>();
		for (var url : Collections
			.list(getClass().getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
			String json = new UrlResource(url).getContentAsString(StandardCharsets.UTF_8);
			all.addAll(JsonPath.<List<Map<String, Object>>>read(json, "$.properties"));
		}
		all.forEach((property) -> this.properties.put(String.valueOf(property.get("name")), property));
	}

	@Test
	void eachPropertyIsDescribed() {
		assertThat(this.properties).hasEntrySatisfying("wasm.pool.module",
				(module) -> assertThat(module).containsKey("description"));
		assertThat(this.properties.values().stream().filter((property) -> ofOurs(String.valueOf(property.get("name")))))
			.isNotEmpty()
			.allSatisfy((property) -> assertThat(property).as(String.valueOf(property.get("name")))
				.containsKeys("type", "description"));
	}

	@Test
	void theKeysAreThoseThatFailuresName() {
		Stream<String> expected = Stream.concat(
				Stream.concat(PropertyKeys.POOL_SETTINGS.stream().map((setting) -> "wasm.pool." + setting),
						PropertyKeys.ENGINE_SETTINGS.stream().map((setting) -> "wasm.engine." + setting)),
				Stream.of("wasm.pools", "management.health.wasmpool.enabled"));
		assertThat(this.properties.keySet().stream().filter(ConfigurationMetadataTests::ofOurs))
			.containsExactlyInAnyOrderElementsOf(expected.toList());
	}

	@Test
	void defaultsAreThere() {
		assertThat(this.properties.get("wasm.pool.acquire-timeout")).containsEntry("defaultValue", "5s");
		assertThat(this.properties.get("wasm.pool.execution-timeout")).containsEntry("defaultValue", "2s");
		assertThat(this.properties.get("wasm.pool.guest-stack")).containsEntry("defaultValue", "256KB");
		assertThat(this.properties.get("wasm.pool.max-host-calls")).containsEntry("defaultValue", 1000000);
		assertThat(this.properties.get("wasm.engine.epoch-interval")).containsEntry("defaultValue", "10ms");
	}

	private static boolean ofOurs(String name) {
		return name.startsWith("wasm.") || name.startsWith("management.health.wasmpool.");
	}

}
