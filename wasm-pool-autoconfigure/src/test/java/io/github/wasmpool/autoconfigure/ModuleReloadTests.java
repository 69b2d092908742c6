package io.github.wasmpool.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;

import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmReplacementException;
import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.Wat;
import io.github.wasmpool.actuate.PoolReload;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * A pool is reloaded from where its configuration says, or goes on as it is.
 */
class ModuleReloadTests {

	@TempDir
	@SuppressWarnings("NullAway.Init") // set before each test
	private Path directory;

	@SuppressWarnings("NullAway.Init") // set before each test
	private Path file;

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WasmPoolAutoConfiguration.class));

	@BeforeEach
	void write() throws Exception {
		this.file = this.directory.resolve("rules.wasm");
		Files.write(this.file, version(1));
	}

	private static byte[] version(int number) {
		return Wat.compile("(module (func (export \"version\") (result i32) (i32.const " + number + ")))");
	}

	@Test
	void whatTheFileHoldsNowServesFromThenOn() {
		run((reload, pool) -> {
			assertThat(pool.callInt("version")).isEqualTo(1);
			Files.write(this.file, version(2));
			assertThat(pool.callInt("version")).isEqualTo(1);
			reload.reload("rules");
			assertThat(pool.callInt("version")).isEqualTo(2);
			assertThat(pool.counters().generation()).isEqualTo(2);
		});
	}

	@Test
	void aFileThatIsGoneChangesNothing() {
		run((reload, pool) -> {
			Files.delete(this.file);
			assertThatIllegalArgumentException().isThrownBy(() -> reload.reload("rules"))
				.withMessageContaining("goes on as it is")
				.withMessageContaining("does not exist");
			assertThat(pool.callInt("version")).isEqualTo(1);
		});
	}

	@Test
	void aFileThatIsNoModuleChangesNothing() {
		run((reload, pool) -> {
			Files.writeString(this.file, "(module)");
			assertThatExceptionOfType(WasmReplacementException.class).isThrownBy(() -> reload.reload("rules"));
			assertThat(pool.callInt("version")).isEqualTo(1);
		});
	}

	@Test
	void aPoolOfTheApplicationHasNoFile() {
		this.contextRunner.run((context) -> {
			WasmRuntime runtime = context.getBean(WasmRuntime.class);
			try (WasmModule module = runtime.module(version(1)).build();
					WasmPool pool = runtime.pool(module).name("tenant").size(1).build()) {
				assertThatIllegalArgumentException()
					.isThrownBy(() -> context.getBean(PoolReload.class).reload(pool.name()))
					.withMessageContaining("Pool 'tenant' is not configured");
			}
		});
	}

	private void run(Use use) {
		this.contextRunner.withPropertyValues("wasm.pools.rules.module=" + this.file.toUri(), "wasm.pools.rules.size=2")
			.run((context) -> use.with(context.getBean(PoolReload.class), context.getBean(WasmPool.class)));
	}

	/**
	 * Uses a pool.
	 */
	@FunctionalInterface
	private interface Use {

		void with(PoolReload reload, WasmPool pool) throws Exception;

	}

}
