package io.github.wasmpool.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the poms say of what a command names. A test cannot build the project while it is
 * built; but it can see that each module, goal, profile, property, test and jar exists.
 */
final class Build {

	private static final Set<String> FLAGS = Set.of("-B", "-q", "-o", "-am");

	private static final Set<String> PHASES = Set.of("test-compile", "test", "package", "verify", "install");

	/** Properties of Maven's own plugins. */
	private static final Set<String> PROPERTIES = Set.of("skipTests", "maven.test.skip", "jvm");

	private static final String POM = read("pom.xml");

	private Build() {
	}

	static void expectMaven(Command command) throws IOException {
		List<String> words = command.words();
		String module = command.option("-pl");
		boolean acts = false;
		for (int i = 1; i < words.size(); i++) {
			String word = words.get(i);
			if (word.equals("-pl")) {
				assertThat(POM).contains("<module>" + words.get(++i) + "</module>");
			}
			else if (word.startsWith("-D")) {
				expectProperty(module, word.substring(2).split("=", 2));
			}
			else if (word.startsWith("-P")) {
				assertThat(POM).containsPattern("<profile>\\s*<id>" + word.substring(2) + "</id>");
			}
			else if (word.contains(":")) {
				expectGoal(word);
				acts = true;
			}
			else if (!FLAGS.contains(word)) {
				assertThat(PHASES).contains(word);
				acts = true;
			}
		}
		assertThat(acts || words.size() == 2).as("it asks Maven for something").isTrue();
	}

	/**
	 * Its plugin is named one way or the other; what stands behind an {@code @} is
	 * configured.
	 */
	private static void expectGoal(String goal) {
		String prefix = goal.replaceFirst(":.*", "");
		assertThat(POM).containsAnyOf("<artifactId>" + prefix + "-maven-plugin</artifactId>",
				"<artifactId>" + prefix + "-maven</artifactId>");
		if (goal.contains("@")) {
			assertThat(POM).contains("<id>" + goal.replaceFirst(".*@", "") + "</id>");
		}
	}

	private static void expectProperty(String module, String[] property) throws IOException {
		if (property[0].equals("test")) {
			try (Stream<Path> tests = Files.walk(Page.PROJECT.resolve(module).resolve("src/test/java"))) {
				assertThat(tests).anyMatch((test) -> test.endsWith(property[1].replaceFirst("#.*", "") + ".java"));
			}
		}
		else if (!PROPERTIES.contains(property[0])) {
			assertThat(POM).contains("<" + property[0] + ">");
		}
	}

	static void expectJava(Command command) throws IOException {
		boolean isJar = command.words().get(1).equals("-jar");
		Path jar = Path.of(command.option(isJar ? "-jar" : "-cp"));
		String module = jar.getName(0).toString();
		String pom = read(module + "/pom.xml");
		assertThat(jar).isEqualTo(Path.of(module, "target", finalName(pom) + ".jar"));
		if (isJar) {
			assertThat(pom).containsAnyOf("<mainClass>", "<goal>repackage</goal>");
		}
		else {
			String main = command.words().get(3);
			if (main.startsWith("org.openjdk.jmh.")) {
				assertThat(pom).contains("<artifactId>jmh-core</artifactId>");
			}
			else {
				assertThat(read(module + "/src/main/java/" + main.replace('.', '/') + ".java")).contains(" void main(");
			}
		}
		if (module.equals("benchmarks") && isJar && command.words().size() > 3) {
			assertThat(rows()).anyMatch(Pattern.compile(command.words().get(3)).asPredicate());
		}
	}

	private static String finalName(String pom) {
		return pom.replaceFirst("(?s).*<finalName>(.*)</finalName>.*", "$1");
	}

	/** Return the names of the rows that the benchmarks can print. */
	static List<String> rows() throws IOException {
		try (Stream<Path> sources = Files.walk(Page.PROJECT.resolve("benchmarks/src/main/java"))) {
			return sources.filter(
					(source) -> source.toString().endsWith("Report.java") || source.toString().endsWith("Rows.java"))
				.flatMap((source) -> Pattern.compile("rows\\.put\\(\"([^\"]+)\"")
					.matcher(read(Page.PROJECT.relativize(source).toString()))
					.results()
					.map((row) -> row.group(1)))
				.toList();
		}
	}

	private static String read(String file) {
		return Page.of(file).text();
	}

}
