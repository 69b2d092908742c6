package io.github.wasmpool.sample;

import java.util.Map;

import io.github.wasmpool.WasmPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an operator reads of the pools over HTTP, and does to them.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = "management.endpoint.wasmpools.access=unrestricted")
@AutoConfigureRestTestClient
class OperationsTests {

	@Autowired
	private RestTestClient client;

	@Autowired
	@Qualifier("textWasmPool")
	private WasmPool textPool;

	@AfterEach
	void asBefore() {
		this.textPool.resize(4);
	}

	@Test
	void aMeterIsRead() {
		this.client.get().uri("/circle?radius=1").exchange().expectStatus().isOk();
		get("/actuator/metrics/wasm.pool.acquire?tag=pool:default").jsonPath("$.measurements[0].value")
			.value(Double.class, (count) -> assertThat(count).isPositive())
			.jsonPath("$.baseUnit")
			.isEqualTo("seconds");
	}

	@Test
	void prometheusScrapesThePools() {
		this.client.get().uri("/circle?radius=1").exchange().expectStatus().isOk();
		assertThat(Scrape.of(this.client).toString()).contains("wasm_pool_instances_max{pool=\"text\"} 4")
			.containsPattern("wasm_pool_acquire_seconds_count\\{pool=\"default\"} [1-9]")
			.containsPattern("wasm_pool_call_seconds_count\\{outcome=\"returned\",pool=\"default\"} [1-9]")
			.containsPattern("wasm_pool_retired_total\\{pool=\"text\",reason=\"trap\"} ")
			.containsPattern("wasm_engine_compilation_seconds_count [1-9]")
			.containsPattern("wasm_engine_mappings [1-9]");
	}

	@Test
	void allPoolsAreShown() {
		get("/actuator/wasmpools").jsonPath("$.pools.length()")
			.isEqualTo(5)
			.jsonPath("$.pools.text.state")
			.isEqualTo("up")
			.jsonPath("$.pools.text.stats.size")
			.isEqualTo(4);
	}

	@Test
	void onePoolIsShown() {
		get("/actuator/wasmpools/text").jsonPath("$.module.name")
			.isEqualTo("text.wasm")
			.jsonPath("$.module.sha256")
			.isEqualTo(this.textPool.module().sha256())
			.jsonPath("$.module.exports.analyze")
			.exists()
			.jsonPath("$.instances[0].memory")
			.isNumber();
	}

	@Test
	void aPoolIsResized() {
		act("text", Map.of("action", "resize", "size", 3)).expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.stats.size")
			.isEqualTo(3);
		assertThat(this.textPool.stats().size()).isEqualTo(3);
	}

	@Test
	void whatIsUnknownIsRefused() {
		this.client.get().uri("/actuator/wasmpools/unknown").exchange().expectStatus().isNotFound();
		act("unknown", Map.of("action", "refresh")).expectStatus().isNotFound();
		act("text", Map.of("action", "explode")).expectStatus().isBadRequest();
		act("text", Map.of("action", "resize", "size", 0)).expectStatus().isBadRequest();
		act("text", Map.of("action", "resize")).expectStatus().isBadRequest();
	}

	private RestTestClient.BodyContentSpec get(String uri) {
		return this.client.get().uri(uri).exchange().expectStatus().isOk().expectBody();
	}

	private RestTestClient.ResponseSpec act(String pool, Map<String, Object> body) {
		return this.client.post().uri("/actuator/wasmpools/" + pool).body(body).exchange();
	}

}
