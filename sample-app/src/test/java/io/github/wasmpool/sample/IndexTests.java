package io.github.wasmpool.sample;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@AutoConfigureRestTestClient
class IndexTests {

	@Autowired
	private RestTestClient client;

	@ParameterizedTest
	@ValueSource(strings = { "/circle", "/text", "/mandelbrot", "/divide", "/spin", "/actuator/health" })
	void indexListsEachEndpoint(String endpoint) {
		this.client.get()
			.uri("/")
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.contentTypeCompatibleWith(MediaType.TEXT_PLAIN)
			.expectBody(String.class)
			.value((index) -> assertThat(index).contains(endpoint));
	}

	@Test
	void indexIsPlainTextForWhomeverPrefersJson() {
		this.client.get()
			.uri("/")
			.accept(MediaType.APPLICATION_JSON, MediaType.ALL)
			.exchange()
			.expectHeader()
			.contentTypeCompatibleWith(MediaType.TEXT_PLAIN);
	}

	@Test
	void aBrowserGetsAPageThatNeedsNoOtherHost() {
		this.client.get()
			.uri("/")
			.accept(MediaType.TEXT_HTML, MediaType.ALL)
			.exchange()
			.expectHeader()
			.contentTypeCompatibleWith(MediaType.TEXT_HTML)
			.expectHeader()
			.value("Content-Security-Policy", (policy) -> assertThat(policy).startsWith("default-src 'self';"))
			.expectBody(String.class)
			.value((page) -> assertThat(page).contains("<main>").doesNotContain("src=\"http", "url(http"));
	}

	@Test
	void whatDoesNotExistIsAProblemToo() {
		this.client.get()
			.uri("/nowhere")
			.exchange()
			.expectStatus()
			.isNotFound()
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON);
	}

}
