package io.github.wasmpool.runtime;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.wasmpool.JavaFrames;
import io.github.wasmpool.Effort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What has to be tried in a virtual machine of its own, because it could end it, or needs
 * other options.
 */
class DedicatedJvmTests {

	@TempDir
	@SuppressWarnings("NullAway.Init") // set before each test
	private Path directory;

	@Test
	void endlessRecursionOfAGuestIsATrapWhateverTheStackOfTheCaller() throws Exception {
		// Frames that are compiled on the way would take less of the stack than was
		// measured
		String interpreted = "-XX:CompileCommand=exclude," + JavaFrames.class.getName() + "::below";
		assertThat(run(DeepCallers.class, interpreted)).contains("128 KiB 5", "256 KiB 5", "512 KiB 5",
				"start function 256 KiB 5", "any depth of the caller 60", "no thread is lost true",
				"any depth of the callback 60", "no trap 0", "alive");
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void aCallerOnAVirtualThreadDoesNotPinItsCarrier() throws Exception {
		assertThat(run(VirtualCallers.class, "-Djdk.virtualThreadScheduler.parallelism=1",
				"-Djdk.virtualThreadScheduler.maxPoolSize=1"))
			.contains("caller pinned", "dedicated callback free", "dedicated call free");
	}

	private String run(Class<?> scenario, String... options) throws Exception {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-Xmx256m", "-XX:-CreateCoredumpOnCrash",
				"-XX:ErrorFile=" + this.directory.resolve("hs"), "--enable-native-access=ALL-UNNAMED"));
		command.addAll(Effort.options());
		command.addAll(List.of(options));
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), scenario.getName()));
		Path output = this.directory.resolve("output.txt");
		Process process = new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("ended").isTrue();
			assertThat(process.exitValue()).as(Files.readString(output)).isZero();
			return Files.readString(output);
		}
		finally {
			process.destroyForcibly();
		}
	}

}
