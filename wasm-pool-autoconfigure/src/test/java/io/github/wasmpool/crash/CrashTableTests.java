package io.github.wasmpool.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of what would end the JVM, in the documentation, and the tests that try it
 * know each other.
 */
class CrashTableTests {

	private static final Path PAGE = Path.of("../docs/security.md");

	private static final Path SCENARIOS = Path.of("src/test/java/io/github/wasmpool/crash");

	private static final Pattern NAMED = Pattern.compile("`(\\w+Tests)\\.(\\w+)`");

	private static final Pattern TEST = Pattern.compile("@Test\\s(?:.*\\s)??\\s*void (\\w+)\\(");

	@Test
	void eachTestThatIsNamedExists() throws IOException {
		Map<String, String> sources = sources(Path.of("src/test/java"));
		List<MatchResult> named = named();
		assertThat(named).hasSizeGreaterThan(35);
		for (MatchResult test : named) {
			assertThat(sources.get(test.group(1))).describedAs(test.group()).contains("void " + test.group(2) + "(");
		}
	}

	@Test
	void eachTestOfThePackageIsNamed() throws IOException {
		Set<String> tests = new TreeSet<>();
		sources(SCENARIOS).forEach((name, source) -> {
			if (name.endsWith("Tests") && !name.equals(getClass().getSimpleName())) {
				TEST.matcher(source).results().forEach((test) -> tests.add("`" + name + "." + test.group(1) + "`"));
			}
		});
		assertThat(tests).hasSizeGreaterThan(30);
		assertThat(named()).extracting(MatchResult::group).containsAll(tests);
	}

	@Test
	void eachScenarioIsRunByATest() throws IOException {
		Map<String, String> sources = sources(SCENARIOS);
		String tests = sources.keySet()
			.stream()
			.filter((name) -> name.endsWith("Tests"))
			.map(sources::get)
			.collect(Collectors.joining());
		Set<String> scenarios = new TreeSet<>(sources.keySet());
		scenarios.removeIf(
				(name) -> name.endsWith("Tests") || !String.valueOf(sources.get(name)).contains("static void main("));
		assertThat(scenarios).hasSizeGreaterThan(30)
			.allSatisfy((scenario) -> assertThat(tests).contains(scenario + ".class"));
	}

	private static List<MatchResult> named() throws IOException {
		return NAMED.matcher(Files.readString(PAGE)).results().toList();
	}

	private static Map<String, String> sources(Path directory) throws IOException {
		Map<String, String> sources = new HashMap<>();
		try (Stream<Path> files = Files.walk(directory)) {
			for (Path file : files.filter((path) -> path.toString().endsWith(".java")).toList()) {
				sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
			}
		}
		return sources;
	}

}
