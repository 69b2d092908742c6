package io.github.wasmpool.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.jayway.jsonpath.JsonPath;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.UrlResource;

/**
 * The configuration metadata of this library, as an editor reads it.
 */
final class Metadata {

	private Metadata() {
	}

	/**
	 * Read the properties.
	 * @return what is known of each, by its key
	 */
	static Map<String, Map<String, @Nullable Object>> properties() {
		Map<String, Map<String, @Nullable Object>> properties = new TreeMap<>();
		List<Map<String, @Nullable Object>> all = new ArrayList<>();
		try {
			for (var url : Collections
				.list(Metadata.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
				String json = new UrlResource(url).getContentAsString(StandardCharsets.UTF_8);
				all.addAll(JsonPath.<List<Map<String, @Nullable Object>>>read(json, "$.properties"));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		all.stream()
			.filter((property) -> String.valueOf(property.get("name"))
				.matches("(wasm|management\\.health\\.wasmpool)\\..*"))
			.forEach((property) -> properties.put(String.valueOf(property.get("name")), property));
		return properties;
	}

}
