package io.github.wasmpool.sample;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@AutoConfigureRestTestClient
class TextTests {

	private static final int MAX_SIZE = 1_048_576;

	private static final String TOO_LARGE = "The text is larger than 1048576 bytes of UTF-8, "
			+ "the most this service accepts.";

	@Autowired
	private RestTestClient client;

	@LocalServerPort
	private int port;

	@Test
	void textIsCounted() {
		expect("Hello, World! How are you?\r\nFine.", new TextStatistics(33, 6, 2, 3, 10, 1.8));
	}

	@Test
	void textThatIsSentAsAFormIsTakenAsItStands() {
		byte[] bytes = "a=1&b=two words".getBytes(StandardCharsets.UTF_8);
		expect(MediaType.APPLICATION_FORM_URLENCODED, bytes, ExpectedStatistics.of("a=1&b=two words"));
	}

	@Test
	void nothingIsInAnEmptyText() {
		expect("", new TextStatistics(0, 0, 0, 0, 0, 0));
	}

	@ParameterizedTest
	@ValueSource(strings = { " ", "\n", "\r\n", "\n\r", "\r\r\n\n", "a\n\nb", "no end of line", "an end of line\n",
			"a\r\nb\rc\nd", "größer ÄÖÜ é È ñ ç æ ø", "e\u0301", "no\u00a0break\u2003em\u3000ideographic",
			"zero\u200bwidth", "next\u0085line", "\u2028\u2029", "\ud83d\ude00 \ud83d\udc69\u200d\ud83d\udcbb",
			"3.14 is pi. Really? \"Yes!\" (Sure.) ok", "Well\u2026 \u00abfine.\u00bb", "...", ". . .", "\u0000" })
	void textIsWhatJavaCounts(String text) {
		expect(text, ExpectedStatistics.of(text));
	}

	@Test
	void illFormedBytesCountAsReplacementCharacters() {
		byte[] bytes = { 'a', (byte) 0xFF, (byte) 0xE2, (byte) 0x82, ' ', (byte) 0xF0, (byte) 0x9F };
		expect(MediaType.TEXT_PLAIN, bytes, ExpectedStatistics.of(new String(bytes, StandardCharsets.UTF_8)));
	}

	@Test
	void textOfAnotherCharsetIsCountedAlike() {
		String text = "Größe: fünf Äpfel.";
		expect(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.ISO_8859_1),
				text.getBytes(StandardCharsets.ISO_8859_1), ExpectedStatistics.of(text));
	}

	@Test
	void largestTextFits() {
		String text = "0123456 ".repeat(MAX_SIZE / 8);
		expect(text, ExpectedStatistics.of(text));
	}

	@Test
	void largerTextIsRefused() {
		Problems.expect(post(MediaType.TEXT_PLAIN, new byte[MAX_SIZE + 1]), HttpStatus.CONTENT_TOO_LARGE, TOO_LARGE);
		expect("goes on", ExpectedStatistics.of("goes on"));
	}

	@Test
	void textThatIsLargerInUtf8IsRefused() {
		byte[] bytes = "é".repeat(MAX_SIZE / 2 + 1).getBytes(StandardCharsets.ISO_8859_1);
		Problems.expect(post(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.ISO_8859_1), bytes),
				HttpStatus.CONTENT_TOO_LARGE, TOO_LARGE);
	}

	@Test
	void largerTextOfUnknownLengthIsRefused() throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + "/text"))
			.header("Content-Type", MediaType.TEXT_PLAIN_VALUE)
			.POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[5 * MAX_SIZE])))
			.build();
		HttpResponse<String> response = HttpClient.newHttpClient()
			.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
		assertThat(response.statusCode()).isEqualTo(HttpStatus.CONTENT_TOO_LARGE.value());
		assertThat(response.body()).contains(TOO_LARGE);
	}

	@Test
	void whatIsNoTextIsRefused() {
		post(MediaType.APPLICATION_JSON, "{}".getBytes(StandardCharsets.UTF_8)).expectStatus()
			.isEqualTo(HttpStatus.UNSUPPORTED_MEDIA_TYPE)
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON);
	}

	private void expect(String text, TextStatistics statistics) {
		expect(MediaType.TEXT_PLAIN, text.getBytes(StandardCharsets.UTF_8), statistics);
	}

	private void expect(MediaType type, byte[] body, TextStatistics statistics) {
		post(type, body).expectStatus().isOk().expectBody(TextStatistics.class).isEqualTo(statistics);
	}

	private RestTestClient.ResponseSpec post(MediaType type, byte[] body) {
		return this.client.post().uri("/text").contentType(type).body(body).exchange();
	}

}
