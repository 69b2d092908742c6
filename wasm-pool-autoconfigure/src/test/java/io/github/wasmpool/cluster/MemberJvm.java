package io.github.wasmpool.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.wasmpool.Effort;

/**
 * A Java virtual machine of its own, which does what a line asks for and answers with
 * lines. It ends when whoever started it does.
 */
final class MemberJvm implements AutoCloseable {

	private static final long LIMIT = 600;

	private final Process process;

	private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

	private final List<String> all = new CopyOnWriteArrayList<>();

	private final PrintStream input;

	/**
	 * Start a virtual machine.
	 * @param main the class whose {@code main} it runs
	 * @param arguments its arguments
	 */
	MemberJvm(Class<?> main, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xms160m", "-Xmx160m",
						"-XX:+AlwaysPreTouch", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
						"-XX:-CreateCoredumpOnCrash", "--enable-native-access=ALL-UNNAMED"));
		command.addAll(Effort.options());
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
		command.addAll(List.of(arguments));
		this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
		this.input = new PrintStream(this.process.getOutputStream(), true, StandardCharsets.UTF_8);
		Thread reader = new Thread(this::read, "output of a member");
		reader.setDaemon(true);
		reader.start();
	}

	private void read() {
		try (BufferedReader reader = this.process.inputReader(StandardCharsets.UTF_8)) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				this.all.add(line);
				this.lines.add(line);
			}
		}
		catch (IOException ex) {
			this.lines.add(ex.toString());
		}
	}

	/**
	 * Wait for a line.
	 * @param beginning what it begins with
	 * @return what follows
	 */
	String await(String beginning) throws InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT);
		while (true) {
			String line = this.lines.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
			if (line == null) {
				throw new AssertionError(
						"A member has not said '" + beginning + "' but:\n" + String.join("\n", this.all));
			}
			if (line.startsWith(beginning)) {
				return line.substring(beginning.length()).trim();
			}
		}
	}

	/**
	 * Ask for something.
	 * @param request a line
	 * @return what is answered
	 */
	String ask(String request) throws InterruptedException {
		this.input.println(request);
		return await(request.split(" ", 2)[0] + ":");
	}

	/**
	 * End it without a warning.
	 */
	void kill() {
		this.process.destroyForcibly();
	}

	/**
	 * Send it a signal.
	 * @param name {@code STOP} or {@code CONT}
	 */
	void signal(String name) throws IOException, InterruptedException {
		Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(this.process.pid())).start();
		if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
			throw new AssertionError("Signal " + name + " could not be sent");
		}
	}

	@Override
	public void close() {
		kill();
	}

}
