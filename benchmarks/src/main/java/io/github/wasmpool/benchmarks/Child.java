package io.github.wasmpool.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JVM of its own that measures and prints what it found, one {@code name=number} a
 * line.
 */
final class Child {

	/** The property of what is logged: pools tell of their start and their end. */
	static final String LOG_LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

	/**
	 * Options of a JVM that measures: it may load the engine, and says neither what pools
	 * tell at their start nor, on JDK 24 and newer, what JMH uses.
	 */
	static final List<String> JVM_OPTIONS = jvmOptions();

	private Child() {
	}

	private static List<String> jvmOptions() {
		List<String> options = new ArrayList<>(
				List.of("--enable-native-access=ALL-UNNAMED", "-D" + LOG_LEVEL + "=warn"));
		if (Runtime.version().feature() >= 24) {
			options.add("--sun-misc-unsafe-memory-access=allow");
		}
		return List.copyOf(options);
	}

	/**
	 * Print a figure, in a child.
	 * @param name its name
	 * @param value its value
	 */
	static void print(String name, long value) {
		System.out.println(name + "=" + value);
	}

	/**
	 * Run a main class and collect what it prints.
	 * @param main the class
	 * @param jvmOptions options of its JVM
	 * @param args its arguments
	 * @return the figures by name
	 */
	static Figures run(Class<?> main, List<String> jvmOptions, String... args)
			throws IOException, InterruptedException {
		Process process = new ProcessBuilder(command(main, jvmOptions, args))
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		Map<String, Double> figures = new LinkedHashMap<>();
		try (BufferedReader reader = process.inputReader()) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				int equals = line.indexOf('=');
				figures.put(line.substring(0, equals), Double.valueOf(line.substring(equals + 1)));
			}
		}
		if (process.waitFor() != 0) {
			throw new IllegalStateException(main.getName() + " ended with exit code " + process.exitValue());
		}
		return new Figures(figures);
	}

	/**
	 * Return the command that runs a main class.
	 * @param main the class
	 * @param jvmOptions options of its JVM
	 * @param args its arguments
	 */
	static List<String> command(Class<?> main, List<String> jvmOptions, String... args) {
		List<String> command = new ArrayList<>();
		command.add(ProcessHandle.current().info().command().orElseThrow());
		command.addAll(JVM_OPTIONS);
		command.addAll(jvmOptions);
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
		command.addAll(List.of(args));
		return command;
	}

}
