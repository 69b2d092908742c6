package io.github.wasmpool.autoconfigure;

import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Names of environment variables of guests arrive exactly, or the start fails.
 */
class GuestEnvironmentTests {

	private final MockEnvironment environment = new MockEnvironment();

	@Test
	void namesArriveAsTheyAreWritten() {
		set("wasm.pool.wasi.environment.DB_URL", "a");
		set("wasm.pool.wasi.environment.lower.dotted", "b");
		set("wasm.pool.wasi.environment.PATH", "${other}/bin");
		set("other", "/usr");
		assertThat(variables("default")).containsOnly(Map.entry("DB_URL", "a"), Map.entry("lower.dotted", "b"),
				Map.entry("PATH", "/usr/bin"));
	}

	@Test
	void elementsOfAListHoldNameAndValue() {
		set("wasm.pool.wasi.environment[0]", "DB_URL=a=b");
		set("wasm.pool.wasi.environment[1]", "DBURL=");
		assertThat(variables("default")).containsOnly(Map.entry("DB_URL", "a=b"), Map.entry("DBURL", ""));
	}

	@Test
	void aListMayComeFromTheOperatingSystem() {
		variables(Map.of("WASM_POOL_WASI_ENVIRONMENT_0", "DB_URL=a"));
		assertThat(variables("default")).containsOnly(Map.entry("DB_URL", "a"));
	}

	@Test
	void aMapOfAPoolMergesWithWhatItInherits() {
		set("wasm.pool.wasi.environment[0]", "LANG=C");
		set("wasm.pool.wasi.environment[1]", "HOME=/a");
		set("wasm.pools.orders.wasi.environment.HOME", "/b");
		assertThat(variables("orders")).containsOnly(Map.entry("LANG", "C"), Map.entry("HOME", "/b"));
	}

	@Test
	void aListOfAPoolReplacesWhatItInherits() {
		set("wasm.pool.wasi.environment.LANG", "C");
		set("wasm.pool.wasi.environment.HOME", "/a");
		set("wasm.pools.orders.wasi.environment[0]", "HOME=/b");
		assertThat(variables("orders")).containsOnly(Map.entry("HOME", "/b"));
	}

	@Test
	void aListOfABetterSourceReplacesTheOther() {
		set("wasm.pool.wasi.environment[0]", "A=1");
		set("wasm.pool.wasi.environment[1]", "B=2");
		this.environment.getPropertySources()
			.addFirst(new MapPropertySource("better", Map.of("wasm.pool.wasi.environment[0]", "C=3")));
		assertThat(variables("default")).containsOnly(Map.entry("C", "3"));
	}

	@Test
	void namesThatAreOneKeyAreRefusedWithBoth() {
		set("wasm.pool.wasi.environment.DB_URL", "a");
		set("wasm.pool.wasi.environment.DBURL", "b");
		FailureAnalysis analysis = refused();
		assertThat(analysis.getDescription()).contains("The settings of pool 'default' are impossible: ", "'DB_URL'",
				"'DBURL'", "which are one key to Spring Boot: write a list of NAME=value instead");
		assertThat(analysis.getAction()).isEqualTo("Change 'wasm.pool.wasi.environment'.");
	}

	@Test
	void soAreThoseOfWhichOneIsInherited() {
		set("wasm.pool.wasi.environment.DB_URL", "secret");
		set("wasm.pools.orders.wasi.environment.db-url", "secret");
		assertThat(refused().getDescription()).contains("pool 'orders'", "'DB_URL'", "'db-url'")
			.doesNotContain("secret");
	}

	@Test
	void aNameFromTheOperatingSystemIsRefused() {
		variables(Map.of("WASM_POOL_WASI_ENVIRONMENT_DB_URL", "a"));
		assertThat(refused().getDescription()).contains("WASM_POOL_WASI_ENVIRONMENT_DB_URL",
				"because the case of the name is lost there", "such as WASM_POOL_WASI_ENVIRONMENT_0");
	}

	@Test
	void anElementWithoutANameIsRefused() {
		set("wasm.pool.wasi.environment[0]", "DB_URL");
		assertThat(refused().getDescription()).contains("must have elements of the form NAME=value",
				"'wasm.pool.wasi.environment[0]'");
	}

	private FailureAnalysis refused() {
		ImpossibleSettingsException failure = catchThrowableOfType(ImpossibleSettingsException.class,
				() -> new PoolDefinitions(this.environment));
		assertThat(failure).isNotNull();
		return Objects.requireNonNull(new ImpossibleSettingsFailureAnalyzer().analyze(failure));
	}

	private @Nullable Map<String, String> variables(String pool) {
		return new PoolDefinitions(this.environment).get(pool).properties().wasi().environment();
	}

	private void set(String key, String value) {
		this.environment.setProperty(key, value);
	}

	private void variables(Map<String, Object> variables) {
		this.environment.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("systemEnvironment", variables));
	}

}
