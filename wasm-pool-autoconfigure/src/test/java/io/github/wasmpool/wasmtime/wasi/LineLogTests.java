package io.github.wasmpool.wasmtime.wasi;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LineLogTests {

	private final List<String> lines = new ArrayList<>();

	private long now;

	private final LineLog log = new LineLog(this.lines::add, 80, () -> this.now);

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

	@Test
	void theLogIsNotFlooded() {
		write("x\n".repeat(5 * LineLog.LINES_PER_SECOND));
		assertThat(this.lines).hasSize(LineLog.LINES_PER_SECOND);
		this.now += TimeUnit.SECONDS.toNanos(1);
		write("later\n");
		assertThat(this.lines).hasSize(LineLog.LINES_PER_SECOND + 2)
			.endsWith("(dropped 4000 more lines: the guest wrote more than 1000 a second)", "later");
		write("x\n".repeat(LineLog.LINES_PER_SECOND));
		this.log.close();
		assertThat(this.lines).endsWith("x", "(dropped 1 more lines: the guest wrote more than 1000 a second)");
	}

	private void write(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		this.log.write(bytes, bytes.length);
	}

}
