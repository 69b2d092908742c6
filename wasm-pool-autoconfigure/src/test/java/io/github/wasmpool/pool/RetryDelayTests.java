package io.github.wasmpool.pool;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The delays between attempts.
 */
class RetryDelayTests {

	@Test
	void doublesWithEachFailureUpToALimit() {
		assertThat(RetryDelay.after(1, 0)).isEqualTo(Duration.ofMillis(100));
		assertThat(RetryDelay.after(2, 0)).isEqualTo(Duration.ofMillis(200));
		assertThat(RetryDelay.after(5, 0)).isEqualTo(Duration.ofMillis(1600));
		assertThat(RetryDelay.after(10, 0)).isEqualTo(Duration.ofSeconds(30));
		assertThat(RetryDelay.after(Integer.MAX_VALUE, 0)).isEqualTo(Duration.ofSeconds(30));
	}

	@Test
	void isShorterByARandomPartOfUpToAHalf() {
		assertThat(RetryDelay.after(1, 0.5)).isEqualTo(Duration.ofMillis(75));
		assertThat(RetryDelay.after(1, 0.999_999)).isBetween(Duration.ofMillis(50), Duration.ofMillis(51));
	}

}
