package io.github.wasmpool.type;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is said of names, texts and numbers.
 */
class WordingTests {

	private static final Path MAIN = Path.of("src/main/java");

	/**
	 * A value before a noun in the plural, which is wrong where the value is 1.
	 */
	private static final Pattern PLURAL = Pattern
		.compile("[\\w)]\\s+\\+\\s+\" (?:more |other |host )?(?:bytes|pages|items"
				+ "|instances|functions|arguments|columns|elements|entries|lines|others|calls|loans|threads|stages|numbers"
				+ "|names|files|modules|pools|locals|blocks)\\b");

	@Test
	void numbersAreSaidInTheSingularWhereTheyAreOne() {
		assertThat(Wording.count(0, "byte")).isEqualTo("0 bytes");
		assertThat(Wording.count(1, "byte")).isEqualTo("1 byte");
		assertThat(Wording.count(2_000, "more line")).isEqualTo("2,000 more lines");
		assertThat(Wording.are(1, "instance")).isEqualTo("1 instance is");
		assertThat(Wording.are(2, "instance")).isEqualTo("2 instances are");
	}

	@Test
	void noMessageSaysAPluralByItself() throws IOException {
		assertThat(PLURAL.matcher("length\n\t+ \" bytes follow\"").find()).isTrue();
		try (Stream<Path> files = Files.walk(MAIN)) {
			List<Path> sources = files.filter((file) -> file.toString().endsWith(".java")).toList();
			assertThat(sources).hasSizeGreaterThan(100).allSatisfy((file) -> {
				// A range of pages, for example 1..2
				String range = "\"..\") + \" pages\"";
				assertThat(
						PLURAL.matcher(Files.readString(file).replace(range, "")).results().map((each) -> each.group()))
					.as("use Wording.count in " + file)
					.isEmpty();
			});
		}
	}

	@Test
	void namesAreCutAndEscaped() {
		assertThat(Wording.name(null)).isEqualTo("none");
		assertThat(Wording.name("fine")).isEqualTo("fine");
		assertThat(Wording.name("a\nb\u001b")).isEqualTo("a\\u000ab\\u001b");
		assertThat(Wording.name("x".repeat(200))).isEqualTo("x".repeat(200));
		assertThat(Wording.name("x".repeat(201))).isEqualTo("x".repeat(200) + "…");
		assertThat(Wording.name("x".repeat(199) + "\ud83d\ude00")).isEqualTo("x".repeat(199) + "…");
		assertThat(Wording.name("\n".repeat(1000))).hasSize(201).endsWith("…");
	}

	@Test
	void textsOfOthersAreOneLine() {
		assertThat(Wording.text(null)).isEqualTo("nothing is said of it");
		assertThat(Wording.text("failed\n\nCaused by:\r\n    0: x\ty")).isEqualTo("failed Caused by: 0: x\ty");
		assertThat(Wording.text("\u001b[31m\u2028")).isEqualTo("\\u001b[31m ");
		assertThat(Wording.text("x".repeat(2_000))).isEqualTo("x".repeat(2_000));
		assertThat(Wording.text("x\n".repeat(100_000))).hasSize(2_001 / 2 * 2 + 1).endsWith("…");
		assertThat(Wording.text("\u0007".repeat(100_000))).hasSize(2_001).endsWith("…");
	}

}
