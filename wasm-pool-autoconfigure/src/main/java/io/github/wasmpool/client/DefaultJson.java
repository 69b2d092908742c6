package io.github.wasmpool.client;

import io.github.wasmpool.WasmJson;
import org.jspecify.annotations.Nullable;

/**
 * Jackson, if it is on the class path.
 */
final class DefaultJson {

	private static final String JACKSON = "tools.jackson.databind.json.JsonMapper";

	private DefaultJson() {
	}

	/**
	 * Return what writes and reads JSON where nothing else is configured.
	 * @return always the same, or {@code null} if there is no Jackson
	 */
	static @Nullable WasmJson get() {
		return Found.JSON;
	}

	static @Nullable WasmJson find(@Nullable ClassLoader classLoader) {
		try {
			Class.forName(JACKSON, false, classLoader);
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return null;
		}
		return JacksonJson.withDefaults();
	}

	/**
	 * Looks for it when it is needed first.
	 */
	private static final class Found {

		static final @Nullable WasmJson JSON = find(DefaultJson.class.getClassLoader());

	}

}
