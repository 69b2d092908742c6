package io.github.wasmpool.client;

import java.lang.reflect.Type;

import io.github.wasmpool.WasmJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON by Jackson.
 */
public final class JacksonJson implements WasmJson {

	private final JsonMapper mapper;

	/**
	 * Create JSON by a mapper.
	 * @param mapper the mapper
	 */
	public JacksonJson(JsonMapper mapper) {
		this.mapper = mapper;
	}

	static JacksonJson withDefaults() {
		return new JacksonJson(JsonMapper.builder().build());
	}

	@Override
	public byte[] write(@Nullable Object value, Type type) {
		return this.mapper.writerFor(this.mapper.constructType(type)).writeValueAsBytes(value);
	}

	@Override
	public @Nullable Object read(byte[] json, Type type) {
		return this.mapper.readerFor(this.mapper.constructType(type)).readValue(json);
	}

}
