package io.github.wasmpool.sample;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * Statistics of a text, counted by the guest of the pool {@code text}. An empty body is a
 * text like any other: everything in it is zero. The body is the text as it stands, also
 * where a client such as curl calls it a form because nobody told it otherwise.
 */
@RestController
final class TextController {

	private final TextAnalyzer analyzer;

	private final int maxSize;

	TextController(TextAnalyzer analyzer, TextProperties properties) {
		this.analyzer = analyzer;
		this.maxSize = Math.toIntExact(properties.maxSize().toBytes());
	}

	@PostMapping(path = "/text", consumes = { "text/*", MediaType.APPLICATION_FORM_URLENCODED_VALUE,
			MediaType.APPLICATION_OCTET_STREAM_VALUE })
	TextStatistics text(@RequestHeader(HttpHeaders.CONTENT_TYPE) MediaType type, InputStream body) throws IOException {
		byte[] bytes = bounded(body.readNBytes(this.maxSize + 1));
		Charset charset = type.getCharset();
		if (charset != null && !charset.equals(StandardCharsets.UTF_8)) {
			bytes = bounded(new String(bytes, charset).getBytes(StandardCharsets.UTF_8));
		}
		return this.analyzer.analyze(bytes);
	}

	private byte[] bounded(byte[] text) {
		if (text.length > this.maxSize) {
			throw new TextTooLargeException(
					"The text is larger than " + this.maxSize + " bytes of UTF-8, the most this service accepts.");
		}
		return text;
	}

}
