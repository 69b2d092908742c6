package io.github.wasmpool.autoconfigure;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A key that no setting has is warned of: where it protects, silence is dangerous.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnknownKeyTests {

	private final MockEnvironment environment = new MockEnvironment();

	@ParameterizedTest
	@CsvSource({ "wasm.pool.memory.max-page,wasm.pool.memory.max-pages",
			"wasm.pools.orders.execution-timout,wasm.pools.orders.execution-timeout",
			"wasm.pool.limit.functions,wasm.pool.limits.functions", "wasm.pools.a.b.module,wasm.pools.a.module",
			"wasm.engine.epoch-intervall,wasm.engine.epoch-interval", "wasm.pool.size.max,wasm.pool.size",
			"wasm.pool.wasi.directories[0].gest,wasm.pool.wasi.directories" })
	void theNearestKeyIsNamedWithTheOrigin(String key, String nearest, CapturedOutput output) {
		this.environment.setProperty(key, "1");
		this.environment.setProperty("wasm.pool.wasi.directories[0].guest", "/x");
		read();
		assertThat(output.getAll().lines().filter((line) -> line.contains("There is no setting"))).singleElement()
			.asString()
			.contains("WARN", "There is no setting '" + key + "': is '" + nearest + "' meant?",
					"(\"" + key + "\" from property source \"mockProperties\")");
	}

	@Test
	void nothingIsSuggestedWhereNothingIsNear(CapturedOutput output) {
		this.environment.setProperty("wasm.pool.colour", "green");
		read();
		assertThat(output).contains("There is no setting 'wasm.pool.colour' (\"wasm.pool.colour\" from");
	}

	@Test
	void whatThereIsAndWhatIsNotOursIsNotWarnedOf(CapturedOutput output) {
		Metadata.properties().keySet().forEach((key) -> {
			if (key.startsWith("wasm.pool.") && !key.contains("wasi.") && !key.contains("abi.")) {
				this.environment.setProperty(key.replace("wasm.pool.", "wasm.pools.orders."), "");
			}
		});
		this.environment.setProperty("wasm.pool.maxWaiting", "3");
		this.environment.setProperty("wasm.pool.wasi.environment.ANY.NAME", "x");
		this.environment.setProperty("wasm.pool.wasi.args[0]", "x");
		this.environment.setProperty("wasm.pool.wasi.directories[0].guest", "/x");
		this.environment.setProperty("wasm.other.key", "x");
		this.environment.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("systemEnvironment", Map.of("WASM_POOL_COLOUR", "green")));
		read();
		assertThat(output).doesNotContain("There is no setting");
	}

	@Test
	void itIsWarnedOfOnce(CapturedOutput output) {
		this.environment.setProperty("wasm.pool.colour", "green");
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		PoolDefinitions first = PoolDefinitions.of(beans, this.environment);
		assertThat(PoolDefinitions.of(beans, this.environment)).isSameAs(first);
		assertThat(output.getAll().lines().filter((line) -> line.contains("There is no setting"))).hasSize(1);
	}

	private void read() {
		PoolDefinitions.of(new DefaultListableBeanFactory(), this.environment);
	}

}
