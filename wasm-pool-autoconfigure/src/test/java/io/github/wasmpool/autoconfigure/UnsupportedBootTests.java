package io.github.wasmpool.autoconfigure;

import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.diagnostics.FailureAnalysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Old versions of Spring Boot are refused with the version that is needed.
 */
class UnsupportedBootTests {

	@ParameterizedTest
	@ValueSource(strings = { "3.5.7", "2.7.18", "4.0.1" })
	void anOldVersionIsRefused(String version) {
		UnsupportedBootException failure = catchThrowableOfType(UnsupportedBootException.class,
				() -> UnsupportedBootException.check(version));
		assertThat(failure).hasMessage("WebAssembly pools need Spring Boot 4.1 or newer, and this is " + version);
		FailureAnalysis analysis = Objects.requireNonNull(new UnsupportedBootFailureAnalyzer().analyze(failure));
		assertThat(analysis.getAction()).isEqualTo("Upgrade Spring Boot from " + version + " to 4.1 or newer.");
	}

	@Test
	void newVersionsAreNot() {
		assertThatCode(() -> {
			UnsupportedBootException.check(SpringBootVersion.getVersion());
			UnsupportedBootException.check("4.2.0-M1");
			UnsupportedBootException.check("5.0.0-SNAPSHOT");
		}).doesNotThrowAnyException();
	}

}
