package io.github.wasmpool.sample;

import io.github.wasmpool.WasmPool;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Makes Java interfaces of what guests export. Each call borrows an instance.
 */
@Configuration(proxyBeanMethods = false)
class GuestConfiguration {

	@Bean
	Geometry geometry(WasmPool pool) {
		return pool.client(Geometry.class);
	}

	@Bean
	TextAnalyzer textAnalyzer(@Qualifier("textWasmPool") WasmPool pool) {
		return pool.client(TextAnalyzer.class);
	}

}
