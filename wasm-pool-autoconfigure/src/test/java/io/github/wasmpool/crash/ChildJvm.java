package io.github.wasmpool.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.wasmpool.Effort;

/**
 * A Java virtual machine of its own: what is tried in it may end it without ending the
 * tests.
 */
final class ChildJvm {

	private static final Duration LIMIT = Duration.ofMinutes(15);

	private final Path directory;

	private final Class<?> scenario;

	private final List<String> options = new ArrayList<>();

	private String heap = "256m";

	/**
	 * Describe a virtual machine.
	 * @param directory an empty directory for what it writes
	 * @param scenario the class whose {@code main} it runs
	 */
	ChildJvm(Path directory, Class<?> scenario) {
		this.directory = directory;
		this.scenario = scenario;
	}

	/**
	 * Bound the heap.
	 * @param size as the option takes it
	 */
	ChildJvm heap(String size) {
		this.heap = size;
		return this;
	}

	/**
	 * Add an option of the virtual machine.
	 */
	ChildJvm option(String option) {
		this.options.add(option);
		return this;
	}

	/**
	 * Run the scenario to its end.
	 * @return everything it printed
	 * @throws AssertionError if it ended with another exit code than zero or not in time;
	 * the message holds what it printed, and the error report of a crash
	 */
	String run() throws IOException, InterruptedException {
		Path output = this.directory.resolve("output.txt");
		Process process = new ProcessBuilder(command()).directory(this.directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
				throw new AssertionError(describe("did not end within " + LIMIT.toSeconds() + " s", output));
			}
			if (process.exitValue() != 0) {
				throw new AssertionError(describe("ended with exit code " + process.exitValue(), output));
			}
			return Files.readString(output);
		}
		finally {
			process.destroyForcibly();
		}
	}

	private List<String> command() {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.add("-Xmx" + this.heap);
		command.add("-XX:ErrorFile=" + this.directory.resolve("hs_err.log"));
		command.add("-XX:-CreateCoredumpOnCrash");
		command.add("--enable-native-access=ALL-UNNAMED");
		command.addAll(Effort.options());
		command.addAll(this.options);
		command.add("-cp");
		command.add(System.getProperty("java.class.path"));
		command.add(this.scenario.getName());
		return command;
	}

	private String describe(String what, Path output) throws IOException {
		StringBuilder message = new StringBuilder(this.scenario.getSimpleName()).append(' ').append(what);
		message.append(", after it had printed:\n").append(Files.readString(output));
		Path report = this.directory.resolve("hs_err.log");
		if (Files.exists(report)) {
			try (Stream<String> lines = Files.lines(report)) {
				lines.limit(120).forEach((line) -> message.append(line).append('\n'));
			}
		}
		return message.toString();
	}

}
