package io.github.wasmpool.wasmtime.wasi;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LineLogTests {

	private final List<String> lines = new ArrayList<>();

	private final LineLog log = new LineLog(new BoundedLog(this.lines::add, System::nanoTime, (task) -> {
	}), 80);

	@Test
	void linesAreLoggedOneByOneHoweverTheyArrive() {
		write("a");
		write("b\nc\n\nd");
		assertThat(this.lines).containsExactly("ab", "c", "");
		write("e\r\n");
		assertThat(this.lines).containsExactly("ab", "c", "", "de");
	}

	@Test
	void whatHasNoEndOfLineIsLoggedAtTheEnd() {
		write("half");
		assertThat(this.lines).isEmpty();
		this.log.close();
		this.log.close();
		assertThat(this.lines).containsExactly("half");
	}

	@Test
	void longLinesAreSplitBetweenCharacters() {
		write("x".repeat(79) + "é" + "y".repeat(77) + "😀z\n");
		assertThat(this.lines).containsExactly("x".repeat(79), "é" + "y".repeat(77), "😀z");
	}

	@Test
	void bytesThatAreNoTextAreSplitToo() {
		byte[] bytes = new byte[200];
		Arrays.fill(bytes, (byte) 0x80);
		this.log.write(bytes, bytes.length);
		this.log.close();
		assertThat(String.join("", this.lines)).isEqualTo("\ufffd".repeat(200));
	}

	@Test
	void noLineCanBeForged() {
		write("a\r2026-01-01 INFO forged\u2028b\u001b[31mred\u0085\u202e\u0000tab\there é 😀\n");
		assertThat(this.lines)
			.containsExactly("a\\u000d2026-01-01 INFO forged\\u2028b\\u001b[31mred\\u0085\\u202e\\u0000tab\there é 😀");
	}

	private void write(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		this.log.write(bytes, bytes.length);
	}

}
