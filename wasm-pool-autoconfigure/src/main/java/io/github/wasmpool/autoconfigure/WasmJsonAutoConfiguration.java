package io.github.wasmpool.autoconfigure;

import io.github.wasmpool.WasmJson;
import io.github.wasmpool.client.JacksonJson;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the JSON that clients of pools
 * pass: that of the application's mapper.
 */
@AutoConfiguration(afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@ConditionalOnClass(JsonMapper.class)
@ConditionalOnSingleCandidate(JsonMapper.class)
public final class WasmJsonAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	WasmJson wasmJson(JsonMapper mapper) {
		return new JacksonJson(mapper);
	}

}
