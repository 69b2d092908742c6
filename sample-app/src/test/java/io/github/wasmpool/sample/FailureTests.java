package io.github.wasmpool.sample;

import java.util.ArrayList;
import java.util.List;

import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.client.RestTestClient;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "wasm.pool.size=2", "wasm.pool.acquire-timeout=500ms" })
@AutoConfigureRestTestClient
class FailureTests {

	@Autowired
	private RestTestClient client;

	@Autowired
	private WasmPool pool;

	@AfterEach
	void serviceGoesOn() {
		if (!this.pool.isClosed()) {
			expectCircle();
		}
	}

	@Test
	void divisionGivesAQuotient() {
		this.client.get()
			.uri("/divide?dividend=-7&divisor=2")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(Division.class)
			.isEqualTo(new Division(-7, 2, -3));
	}

	@Test
	void divisionByZeroIsATrapEachTime() {
		for (int i = 0; i < 10; i++) {
			Problems.expect(this.client.get().uri("/divide?dividend=1&divisor=0").exchange(),
					HttpStatus.UNPROCESSABLE_CONTENT, "The guest stopped in 'divide': a division by zero.");
		}
	}

	@Test
	void quotientThatNoIntegerHoldsIsATrap() {
		Problems.expect(this.client.get().uri("/divide?dividend=-2147483648&divisor=-1").exchange(),
				HttpStatus.UNPROCESSABLE_CONTENT, "The guest stopped in 'divide': an integer overflow.");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			?dividend=1             | The parameter 'divisor' is missing.
			?dividend=1&divisor=0.5 | 'divisor' must be a whole number from -2147483648 to 2147483647 but is '0.5'.
			""")
	void whatIsNoDivisorIsRefusedWithASentence(String query, String sentence) {
		Problems.expect(this.client.get().uri("/divide" + query).exchange(), HttpStatus.BAD_REQUEST, sentence);
	}

	@Test
	void guestThatNeverReturnsIsStoppedEachTime() {
		for (int i = 0; i < 3; i++) {
			Problems.expect(this.client.get().uri("/spin").exchange(), HttpStatus.GATEWAY_TIMEOUT,
					"The guest did not return from 'spin' within 500 ms and was stopped.");
		}
	}

	@Test
	void exhaustedPoolIsUnavailableUntilALoanReturns() {
		List<WasmInstance> loans = new ArrayList<>();
		try {
			for (int i = 0; i < 2; i++) {
				loans.add(this.pool.acquire());
			}
			expectUnavailable("All instances of the pool 'default' are busy; try again in a moment.");
		}
		finally {
			loans.forEach(WasmInstance::close);
		}
		expectCircle();
	}

	@Test
	@DirtiesContext
	void closedPoolIsUnavailable() {
		this.pool.close();
		expectUnavailable("The pool 'default' is closed; the service is shutting down.");
	}

	private void expectUnavailable(String detail) {
		RestTestClient.ResponseSpec response = this.client.get().uri("/circle?radius=1").exchange();
		response.expectHeader().valueEquals(HttpHeaders.RETRY_AFTER, "1");
		Problems.expect(response, HttpStatus.SERVICE_UNAVAILABLE, detail);
	}

	private void expectCircle() {
		this.client.get().uri("/circle?radius=1").exchange().expectStatus().isOk();
	}

}
