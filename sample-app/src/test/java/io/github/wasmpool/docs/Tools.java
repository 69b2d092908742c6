package io.github.wasmpool.docs;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs commands of the documentation by the tools of this machine; where there is no such
 * tool, the test is left out and says so.
 */
final class Tools {

	private static final Pattern STATUS = Pattern.compile("(?s).*HTTP/1.1 (\\d{3}).*");

	private Tools() {
	}

	/**
	 * Compile a guest.
	 * @param command a command of clang, rustc or wat2wasm
	 * @param directory where the module is written to, and its source, if that stands on
	 * the page
	 * @return the module
	 */
	static Path compile(Command command, Path directory) throws Exception {
		return compile(command, source(command, command.words().get(source(command)), directory), directory);
	}

	/** Compile a source by the command that the documentation has for another. */
	static Path compile(Command command, Path source, Path directory) throws Exception {
		Path output = directory.resolve(Path.of(command.option("-o")).getFileName());
		List<String> words = withCompiler(command);
		words.set(words.indexOf("-o") + 1, output.toString());
		words.set(source(command), source.toString());
		run(words, directory);
		return output;
	}

	private static List<String> withCompiler(Command command) throws Exception {
		List<String> words = new ArrayList<>(command.words());
		for (Path compiler : onPath(command.tool())) {
			words.set(0, compiler.toString());
			if (!command.tool().equals("rustc")) {
				return words;
			}
			Path root = Path.of(run(List.of(compiler.toString(), "--print", "sysroot"), compiler.getParent()).strip());
			String target = command.option("--target");
			// what WASI was called until Rust 1.78, as the documentation says
			for (String each : List.of(target, target.replace("wasip1", "wasi"))) {
				if (Files.isDirectory(root.resolve("lib/rustlib/" + each + "/lib"))) {
					words.set(words.indexOf(target), each);
					return words;
				}
			}
		}
		return Assumptions.abort("No " + command.tool() + " on this machine compiles for WebAssembly");
	}

	/** Return which word names the source. */
	private static int source(Command command) {
		return IntStream.range(0, command.words().size())
			.filter((at) -> command.words().get(at).matches(".*\\.(c|rs|wat)"))
			.findFirst()
			.orElseThrow();
	}

	/** Return what goes by a name, with or without a version, the former first. */
	private static List<Path> onPath(String tool) throws IOException {
		List<Path> found = new ArrayList<>();
		for (String directory : System.getenv("PATH").split(File.pathSeparator, -1)) {
			if (Files.isDirectory(Path.of(directory))) {
				try (Stream<Path> files = Files.list(Path.of(directory))) {
					files.filter((file) -> file.getFileName().toString().matches(tool + "(-\\d+)?(\\.exe)?"))
						.sorted()
						.forEach(found::add);
				}
			}
		}
		return found;
	}

	private static Path source(Command command, String name, Path directory) throws IOException {
		Optional<Path> written = Stream.of("", "..")
			.map((where) -> command.page().file().resolveSibling(where).resolve(name))
			.filter(Files::exists)
			.findFirst();
		if (written.isPresent()) {
			return written.get();
		}
		String language = name.endsWith(".rs") ? "rust" : "c";
		return Files.writeString(directory.resolve(name), command.page().blocks(language).get(0));
	}

	/**
	 * Call a web service as a page says, and hold the answer against what the comment
	 * says: its status (of success, where the comment names none), and that it contains
	 * what stands behind the colon.
	 */
	static void call(Command command, int port, Path directory) throws Exception {
		Assumptions.assumeFalse(onPath("curl").isEmpty(), "There is no curl on this machine");
		List<String> words = new ArrayList<>(List.of("curl", "-sS", "-D", "-", "--max-time", "60"));
		command.words()
			.stream()
			.skip(1)
			.forEach((word) -> words.add(word.replace("localhost:8080", "localhost:" + port)));
		int file = words.indexOf("-o") + 1;
		if (file > 0) {
			words.set(file, directory.resolve(words.get(file)).toString());
		}
		String answer = run(words, Page.PROJECT);
		Matcher status = STATUS.matcher(answer);
		assertThat(status.matches()).as(answer).isTrue();
		String expected = command.comment().replaceFirst(".*: ", "");
		assertThat(status.group(1)).as(answer).isEqualTo(expected.matches("[45]\\d\\d") ? expected : "200");
		if (command.comment().contains(": ")) {
			assertThat(answer).contains(expected);
		}
	}

	private static String run(List<String> words, Path directory) throws Exception {
		Path output = Files.createTempFile("command", ".txt");
		try {
			Process process = new ProcessBuilder(words).directory(directory.toFile())
				.redirectErrorStream(true)
				.redirectOutput(output.toFile())
				.start();
			boolean ended = process.waitFor(2, TimeUnit.MINUTES);
			process.destroyForcibly();
			String text = Files.readString(output);
			assertThat(ended).as(words + " ended").isTrue();
			assertThat(process.exitValue()).as(words + "\n" + text).isZero();
			return text;
		}
		finally {
			Files.delete(output);
		}
	}

}
