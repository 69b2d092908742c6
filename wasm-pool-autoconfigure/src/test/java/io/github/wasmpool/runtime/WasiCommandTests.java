package io.github.wasmpool.runtime;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasiGuests;
import io.github.wasmpool.WasiOptions;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmExitException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmOutputLimitException;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolBuilder;
import io.github.wasmpool.WasmRunResult;
import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.WasmStandardErrorException;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.Wat;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

@TestInstance(Lifecycle.PER_CLASS) // compiles the guest once
class WasiCommandTests {

	private static final String NOT_CAPABLE = "76";

	private final WasmRuntime runtime = newRuntime();

	private final WasmModule tool = WasiGuests.TOOL.module(this.runtime).build();

	@AfterAll
	void close() {
		this.tool.close();
		this.runtime.close();
	}

	/**
	 * Make the runtime; another class runs these tests with another one.
	 */
	WasmRuntime newRuntime() {
		return new WasmtimeRuntime();
	}

	private WasmPoolBuilder pool() {
		return this.runtime.pool(this.tool).size(2).executionTimeout(Duration.ofSeconds(20));
	}

	@Test
	void aCommandFromRustIsAFunctionFromBytesToBytes() {
		try (WasmPool pool = pool().build()) {
			WasmRunResult result = pool.run(bytes("straße\n".repeat(100_000)), "upper");
			assertThat(result.exitCode()).isZero();
			assertThat(result.stdoutText()).isEqualTo("STRASSE\n".repeat(100_000));
			assertThat(result.stderr()).isEmpty();
			assertThat(pool.run(bytes(""), "upper").stdout()).isEmpty();
		}
	}

	@Test
	void aCommandFromCIsAFunctionFromBytesToBytes() {
		try (WasmModule words = WasiGuests.WORDS.module(this.runtime).build();
				WasmPool pool = this.runtime.pool(words).size(1).build()) {
			assertThat(pool.run(bytes("one two\nthree\n")))
				.isEqualTo(new WasmRunResult(0, bytes("2 3 14\n"), bytes("")));
			assertThat(pool.run(bytes("x"), "9")).isEqualTo(new WasmRunResult(9, bytes("0 1 1\n"), bytes("")));
			assertThat(pool.run(bytes(""), "1", "2"))
				.isEqualTo(new WasmRunResult(2, bytes("0 0 0\n"), bytes("words.wasm: too many arguments\n")));
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 125, 126, 255, -1 })
	void exitCodesAreReturned(int code) {
		try (WasmPool pool = pool().build()) {
			assertThat(pool.run(bytes(""), "exit", Integer.toString(code)).exitCode()).isEqualTo(code);
			assertThat(pool.run(bytes("a"), "upper").stdoutText()).isEqualTo("A");
		}
	}

	@Test
	void eachRunHasAnInstanceOfItsOwn() {
		try (WasmPool pool = pool().size(1).build()) {
			for (int i = 0; i < 20; i++) {
				assertThat(pool.run(bytes("" + i), "upper").stdoutText()).isEqualTo("" + i);
			}
			assertThat(pool.stats().active()).isZero();
			assertThat(pool.stats().size()).isEqualTo(1);
		}
	}

	@Test
	void runsOfManyThreadsKeepToThemselves() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try (WasmPool pool = pool().build()) {
			List<Callable<String>> runs = IntStream.range(0, 200)
				.<Callable<String>>mapToObj((i) -> () -> pool.run(bytes("run" + i), "upper").stdoutText())
				.toList();
			List<Future<String>> results = threads.invokeAll(runs);
			for (int i = 0; i < results.size(); i++) {
				assertThat(results.get(i).get()).isEqualTo("RUN" + i);
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void byDefaultThereIsNothingToSee() {
		try (WasmPool pool = pool().build()) {
			assertThat(pool.run(bytes(""), "env").stdoutText()).isEmpty();
			assertThat(pool.run(bytes(""), "args").stdoutText()).isEqualTo("tool.wasm\nargs\n");
			for (String path : List.of("/", ".", "/etc/passwd", "..")) {
				WasmRunResult result = pool.run(bytes(""), "read", path);
				assertThat(result.exitCode()).isEqualTo(1);
				assertThat(result.stdout()).isEmpty();
			}
		}
	}

	@Test
	void argumentsAndEnvironmentAreConfigured() {
		WasiOptions options = WasiOptions.INERT.withArgs("args", "-v").withEnvironment("LANG", "C");
		try (WasmPool pool = pool().wasi(options).build()) {
			assertThat(pool.run(bytes(""), "ö", "").stdoutText()).isEqualTo("tool.wasm\nargs\n-v\nö\n\n");
		}
		try (WasmPool pool = pool().wasi(options.withArgs()).build()) {
			assertThat(pool.run(bytes(""), "env").stdoutText()).isEqualTo("LANG=C\n");
			assertThatIllegalArgumentException().isThrownBy(() -> pool.run(bytes(""), "a\0b"));
		}
	}

	@Test
	void clocksAndRandomnessAreReal() {
		try (WasmPool pool = pool().build()) {
			long before = Instant.now().getEpochSecond();
			String[] clock = pool.run(bytes(""), "clock").stdoutText().strip().split(" ", -1);
			assertThat(Long.parseLong(clock[0])).isBetween(before, Instant.now().getEpochSecond());
			assertThat(clock[1]).isEqualTo("true");
			assertThat(pool.run(bytes(""), "sleep", "30").stdoutText()).isEqualTo("true\n");
			assertThat(pool.run(bytes(""), "random").stdoutText()).hasSize(17)
				.isNotEqualTo(pool.run(bytes(""), "random").stdoutText());
		}
	}

	@Test
	@Timeout(60)
	void aStormOfOutputIsEnded() {
		try (WasmPool pool = pool().wasi(WasiOptions.INERT.withOutputLimit(1_000_000)).build()) {
			for (int i = 0; i < 5; i++) {
				assertThatExceptionOfType(WasmOutputLimitException.class).isThrownBy(() -> pool.run(bytes(""), "storm"))
					.satisfies((ex) -> assertThat(ex.getLimit()).isEqualTo(1_000_000));
			}
			assertThat(pool.run(bytes("a"), "upper").stdoutText()).isEqualTo("A");
		}
	}

	@Test
	void aCommandThatDoesNotEndIsEnded() {
		try (WasmPool pool = pool().executionTimeout(Duration.ofMillis(50)).build()) {
			assertThatExceptionOfType(WasmExecutionTimeoutException.class).isThrownBy(() -> pool.run(bytes(""), "spin"))
				.satisfies((ex) -> assertThat(WasmStandardErrorException.textOf(ex)).isEmpty());
		}
	}

	@Test
	@Timeout(60)
	void aCommandThatSleepsIsEnded() {
		try (WasmPool pool = pool().executionTimeout(Duration.ofMillis(50)).build()) {
			assertThatExceptionOfType(WasmExecutionTimeoutException.class)
				.isThrownBy(() -> pool.run(bytes(""), "sleep", "3600000"));
		}
	}

	@Test
	void aPanicIsATrap() {
		try (WasmPool pool = pool().build()) {
			assertThatExceptionOfType(WasmTrapException.class).isThrownBy(() -> pool.run(bytes(""), "panic"))
				.satisfies((ex) -> assertThat(WasmStandardErrorException.textOf(ex).orElseThrow())
					.contains("panicked at", "on purpose"))
				.satisfies((ex) -> assertThat(ex.getSuppressed()).singleElement(InstanceOfAssertFactories.THROWABLE)
					.hasMessageStartingWith("The command had written to standard error:\n\t| ")
					.hasMessageContaining("on purpose"));
			assertThat(pool.run(bytes("a"), "upper").stdoutText()).isEqualTo("A");
		}
	}

	@Test
	@SuppressWarnings("NullAway") // what code without checks can pass
	void whatIsNullIsRefusedBeforeAnInstanceIsTaken() {
		try (WasmPool pool = pool().minIdle(0).build()) {
			assertThatNullPointerException().isThrownBy(() -> pool.run(null, "upper")).withMessageContaining("'stdin'");
			assertThatNullPointerException().isThrownBy(() -> pool.run(bytes(""), (String[]) null))
				.withMessageContaining("'args'");
			assertThatNullPointerException().isThrownBy(() -> pool.run(bytes(""), "upper", null))
				.withMessageContaining("'args'");
			assertThat(pool.stats().live()).isZero();
		}
	}

	@Test
	void aModuleThatIsNoCommandCannotBeRun() {
		try (WasmModule library = this.runtime.module(Wat.compile("(module (func (export \"f\")))")).build();
				WasmPool pool = this.runtime.pool(library).size(1).build()) {
			assertThatIllegalStateException().isThrownBy(() -> pool.run(bytes("")))
				.withMessageContaining("is no command")
				.withMessageContaining("'_start'");
		}
	}

	@Test
	void aCommandIsNotRunInInstancesThatAreReused() {
		try (WasmPool pool = pool().reset(ResetPolicy.WARM).build()) {
			assertThatIllegalStateException().isThrownBy(() -> pool.run(bytes(""), "upper"))
				.withMessageContaining("'reset' to fresh");
		}
	}

	@Test
	void aCommandWithoutWasiCanBeRun() {
		byte[] binary = Wat.compile("(module (func (export \"_start\")))");
		try (WasmModule module = this.runtime.module(binary).build();
				WasmPool pool = this.runtime.pool(module).size(1).build()) {
			assertThat(pool.run(bytes("x"), "y")).isEqualTo(new WasmRunResult(0, bytes(""), bytes("")));
		}
	}

	@Test
	void aBorrowerThatCallsACommandMeetsItsExit() {
		try (WasmPool pool = pool().size(1).build()) {
			try (WasmInstance instance = pool.acquire()) {
				assertThatExceptionOfType(WasmExitException.class).isThrownBy(() -> instance.callVoid("_start"))
					.satisfies((ex) -> assertThat(ex.getExitCode()).isEqualTo(64));
				assertThat(instance.isHealthy()).isFalse();
			}
			assertThat(pool.run(bytes("a"), "upper").stdoutText()).isEqualTo("A");
		}
	}

	@Test
	void directoriesAreReachedWhenTheyAreGiven(@TempDir Path host) throws Exception {
		Files.createDirectories(host.resolve("data/inner"));
		Files.writeString(host.resolve("data/file"), "content");
		Files.writeString(host.resolve("secret"), "secret");
		Files.createDirectories(host.resolve("work"));
		WasiOptions options = WasiOptions.INERT.withDirectory("/data", host.resolve("data"))
			.withWritableDirectory("/work", host.resolve("work"));
		try (WasmPool pool = pool().wasi(options).build()) {
			assertThat(output(pool, "list", "/data")).isEqualTo("file inner/");
			assertThat(output(pool, "read", "/data/file")).isEqualTo("content");
			assertThat(output(pool, "read", "/data/../secret")).isEqualTo(NOT_CAPABLE);
			assertThat(output(pool, "read", "/data/missing")).isEqualTo("44");
			assertThat(output(pool, "write", "/data/file", "x")).isEqualTo(NOT_CAPABLE);
			assertThat(output(pool, "write", "/data/new", "x")).isEqualTo(NOT_CAPABLE);
			assertThat(output(pool, "remove", "/data/file")).isEqualTo(NOT_CAPABLE);
			assertThat(output(pool, "move", "/data/file", "/work/file")).isEqualTo(NOT_CAPABLE);
			assertThat(output(pool, "mkdir", "/data/new")).isEqualTo(NOT_CAPABLE);
			assertThat(output(pool, "link", "/data/file", "/work/file")).isEqualTo("58");
			assertThat(output(pool, "edit", "/work/text")).isEqualTo("b45 7");
			assertThat(host.resolve("work/text")).hasContent("01ab45!");
			assertThat(output(pool, "mkdir", "/work/dir")).isEmpty();
			assertThat(output(pool, "move", "/work/text", "/work/dir/moved")).isEmpty();
			assertThat(output(pool, "list", "/work")).isEqualTo("dir/");
			for (int i = 0; i < 500; i++) {
				Files.writeString(host.resolve("work/dir/some-rather-long-name-" + i), "");
			}
			assertThat(output(pool, "clear", "/work/dir")).isEmpty();
			assertThat(output(pool, "write", "/work/../escaped", "x")).isEqualTo(NOT_CAPABLE);
		}
		assertThat(host.resolve("data/file")).hasContent("content");
		assertThat(host.resolve("data/new")).doesNotExist();
		assertThat(host.resolve("escaped")).doesNotExist();
		assertThat(host.resolve("work")).isEmptyDirectory();
	}

	private static String output(WasmPool pool, String... args) {
		WasmRunResult result = pool.run(bytes(""), args);
		assertThat(result.exitCode()).as(Arrays.toString(args)).isEqualTo((result.stderr().length > 0) ? 1 : 0);
		return result.stdoutText() + result.stderrText();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
