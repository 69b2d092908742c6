package io.github.wasmpool.crash;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Machines on which the engine cannot run, as far as they can be pretended.
 */
class EngineUnavailableTests {

	@TempDir
	@SuppressWarnings("NullAway.Init") // set before each test
	private Path directory;

	@Test
	void anotherProcessorIsNamed() throws Exception {
		assertThat(new ChildJvm(this.directory, Start.class).option("-Dos.arch=riscv64").run())
			.contains("PLATFORM: Wasmtime has no native library for '", "' on 'riscv64'; there is one for Linux")
			.doesNotContain("started");
	}

	@Test
	void anotherOperatingSystemIsNamed() throws Exception {
		assertThat(new ChildJvm(this.directory, Start.class).option("-Dos.name=SunOS").run())
			.contains("PLATFORM: Wasmtime has no native library for 'SunOS' on '")
			.doesNotContain("started");
	}

	@Test
	void aTemporaryDirectoryThatIsMissingIsNamed() throws Exception {
		Path missing = this.directory.resolve("missing");
		assertThat(new ChildJvm(this.directory, Start.class).option("-Djava.io.tmpdir=" + missing).run())
			.contains(
					"TEMPORARY_DIRECTORY: The native library of Wasmtime cannot be written to the temporary directory '"
							+ missing + "'",
					"NoSuchFileException")
			.doesNotContain("started");
	}

}
