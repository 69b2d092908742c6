package io.github.wasmpool.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The drawings of how cost grows, as small as they can be.
 */
class GrowthTests {

	@Test
	void allGrowthsAreDrawnAndShown(@TempDir Path directory) throws Exception {
		Growths.draw(directory, 2, Duration.ofMillis(1));
		String page = Files.readString(Path.of("../docs/benchmarks.md"));
		try (Stream<Path> files = Files.list(directory)) {
			assertThat(files).hasSize(7).allSatisfy((file) -> {
				assertThat(file).content().startsWith("<svg").contains("</svg>");
				assertThat(page).contains("](" + file.getFileName() + ")");
				assertThat(Path.of("../docs").resolve(file.getFileName())).exists();
			});
		}
	}

}
