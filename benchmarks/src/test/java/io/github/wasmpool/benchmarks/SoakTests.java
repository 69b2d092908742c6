package io.github.wasmpool.benchmarks;

import java.time.Duration;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A minute of {@link Soak}.
 */
@Tag("thorough")
class SoakTests {

	@Test
	@EnabledOnOs(OS.LINUX)
	void nothingGrowsAndNothingIsLost() throws Exception {
		assertThat(Soak.run(Duration.ofMinutes(1))).isZero();
	}

}
