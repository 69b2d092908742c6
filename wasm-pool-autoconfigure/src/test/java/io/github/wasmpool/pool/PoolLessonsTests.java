package io.github.wasmpool.pool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tests that the page on other pools names exist.
 */
class PoolLessonsTests {

	private static final Path PAGE = Path.of("../docs/pool-lessons.md");

	private static final Pattern ANSWER = Pattern.compile("`(\\w+Tests)(?:\\.(\\w+))?`");

	@Test
	void eachAnswerIsATest() throws IOException {
		Map<String, String> sources = sources();
		List<MatchResult> answers = ANSWER.matcher(Files.readString(PAGE)).results().toList();
		assertThat(answers).hasSizeGreaterThan(50);
		for (MatchResult answer : answers) {
			String method = answer.group(2);
			assertThat(sources.get(answer.group(1))).describedAs("%s", answer.group())
				.contains((method != null) ? "void " + method + "(" : "void ");
		}
	}

	private static Map<String, String> sources() throws IOException {
		Map<String, String> sources = new HashMap<>();
		try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
			for (Path file : files.filter((path) -> path.toString().endsWith("Tests.java")).toList()) {
				sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
			}
		}
		return sources;
	}

}
