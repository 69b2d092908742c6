package io.github.wasmpool.pool;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What settings of a pool are possible.
 */
class PoolSettingsTests {

	@Test
	void namesEverythingThatIsWrongAtOnce() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new PoolSettings("Orders", 4, 5, Duration.ofSeconds(-1), -1,
					new ReuseLimits(0, Duration.ZERO, Duration.ofMinutes(1)), Duration.ZERO, Duration.ofSeconds(-2)))
			.withMessage("Pool 'Orders' has impossible settings: 'name' must match '[a-z][a-z0-9]*' but is 'Orders';"
					+ " 'min-idle' must be between 0 and 'size' (4) but is 5;"
					+ " 'acquire-timeout' must not be negative but is PT-1S;"
					+ " 'max-waiting' must not be negative but is -1;" + " 'max-uses' must be at least 1 but is 0;"
					+ " 'max-lifetime' must be positive but is PT0S;"
					+ " 'leak-detection-threshold' must be positive but is PT0S;"
					+ " 'shutdown-grace-period' must not be negative but is PT-2S");
	}

	@Test
	void needsASize() {
		assertThatIllegalArgumentException().isThrownBy(() -> settings("orders", 0, 1))
			.withMessage("Pool 'orders' has impossible settings: 'size' must be at least 1 but is 0");
		assertThatIllegalArgumentException().isThrownBy(() -> settings("orders", 0, -1))
			.withMessage("Pool 'orders' has impossible settings: 'size' must be at least 1 but is 0;"
					+ " 'min-idle' must be at least 0 but is -1");
		assertThatIllegalArgumentException().isThrownBy(() -> settings("orders", 1_000_001, 1))
			.withMessage("Pool 'orders' has impossible settings: 'size' must be at most 1000000 but is 1000001");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "1", "a-b", "a_b", "a.b", "aB", "\u00e4", "a\n" })
	void refusesANameThatConfigurationCannotBind(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> settings(name, 1, 1))
			.withMessageContaining("'name' must match");
	}

	@Test
	void takesTheLimitsThemselves() {
		assertThat(settings("o1", 1, 1).minIdle()).isEqualTo(1);
		assertThat(settings("o", 1_000_000, 0).size()).isEqualTo(1_000_000);
	}

	private static PoolSettings settings(String name, int size, int minIdle) {
		return new PoolSettings(name, size, minIdle, Duration.ZERO, 0, ReuseLimits.NONE, null, Duration.ZERO);
	}

}
