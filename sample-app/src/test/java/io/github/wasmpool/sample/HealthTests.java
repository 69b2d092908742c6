package io.github.wasmpool.sample;

import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmPool;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@AutoConfigureRestTestClient
class HealthTests {

	@Autowired
	private RestTestClient client;

	@Autowired
	@Qualifier("textWasmPool")
	private WasmPool textPool;

	@Test
	void healthShowsBothPoolsWithTheirNumbers() {
		this.client.get()
			.uri("/actuator/health")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.components.wasmPool.status")
			.isEqualTo("UP")
			.jsonPath("$.components.wasmPool.components.default.details.size")
			.isEqualTo(8)
			.jsonPath("$.components.wasmPool.components.default.details.active")
			.isEqualTo(0)
			.jsonPath("$.components.wasmPool.components.default.details.idle")
			.isNumber()
			.jsonPath("$.components.wasmPool.components.text.details.size")
			.isEqualTo(4);
	}

	@Test
	void healthShowsALoan() {
		try (WasmInstance loan = this.textPool.acquire()) {
			this.client.get()
				.uri("/actuator/health")
				.exchange()
				.expectBody()
				.jsonPath("$.components.wasmPool.components.text.details.active")
				.isEqualTo(1);
			assertThat(loan.isHealthy()).isTrue();
		}
	}

	@Test
	void infoNamesTheBuild() {
		this.client.get()
			.uri("/actuator/info")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.build.artifact")
			.isEqualTo("sample-app");
	}

}
