package io.github.wasmpool.crash;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is accepted by default compiles in seconds. Takes some minutes: run by
 * {@code mvn -Pthorough}.
 */
@Tag("thorough")
class CompileBombTests {

	/** Three seconds were aimed at; a busy machine takes longer. */
	private static final double LIMIT_SECONDS = 6;

	@TempDir
	@SuppressWarnings("NullAway.Init") // set before each test
	private Path directory;

	@Test
	void theHardestFunctionsThatAreAcceptedCompileInSeconds() throws Exception {
		String output = new ChildJvm(this.directory, CompileBombs.class).heap("1g").run();
		Matcher worst = Pattern.compile("worst ([\\d.]+)\n").matcher(output);
		assertThat(worst.find()).as(output).isTrue();
		assertThat(Double.parseDouble(worst.group(1))).as(output).isLessThan(LIMIT_SECONDS);
	}

}
