package io.github.wasmpool.sample;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = "wasm.pools.text.memory.max-pages=4")
@AutoConfigureRestTestClient
class SmallMemoryTests {

	private static final int FOUR_PAGES = 4 * 65_536;

	@Autowired
	private RestTestClient client;

	@Test
	void textThatDoesNotFitTheGuestIsRefusedAndTheNextOneIsCounted() {
		Problems.expect(post("x".repeat(FOUR_PAGES)), HttpStatus.CONTENT_TOO_LARGE,
				"The text of 262144 bytes does not fit the memory of the guest.");
		post("x y").expectStatus().isOk().expectBody(TextStatistics.class).isEqualTo(ExpectedStatistics.of("x y"));
	}

	private RestTestClient.ResponseSpec post(String text) {
		return this.client.post()
			.uri("/text")
			.contentType(MediaType.TEXT_PLAIN)
			.body(text.getBytes(StandardCharsets.UTF_8))
			.exchange();
	}

}
