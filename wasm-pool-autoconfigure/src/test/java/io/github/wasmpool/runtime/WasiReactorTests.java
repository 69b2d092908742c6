package io.github.wasmpool.runtime;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasiGuests;
import io.github.wasmpool.WasiOptions;
import io.github.wasmpool.WasmExitException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolBuilder;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import io.github.wasmpool.wasmtime.wasi.WasiHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class WasiReactorTests {

	private static final Pattern DROPPED = Pattern.compile("INFO \\(dropped ([\\d,]+) more lines?: .*");

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private final WasmModule greeter = WasiGuests.GREETER.module(this.runtime).build();

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	@BeforeEach
	void listen() {
		this.log.start();
		guestLogger().addAppender(this.log);
		guestLogger().setAdditive(false);
	}

	@AfterEach
	void close() {
		this.greeter.close();
		this.runtime.close();
		guestLogger().detachAppender(this.log);
		guestLogger().setAdditive(true);
	}

	private static Logger guestLogger() {
		return (Logger) LoggerFactory.getLogger("wasm.guest");
	}

	private List<String> lines() {
		return this.log.list.stream().map((event) -> event.getLevel() + " " + event.getFormattedMessage()).toList();
	}

	private WasmPoolBuilder pool() {
		return this.runtime.pool(this.greeter).name("greetings").size(1);
	}

	@Test
	void whatAGuestPrintsIsLoggedLineByLine() {
		try (WasmPool pool = pool().wasi(WasiOptions.INERT.withEnvironment("GREETER", "tests")).build()) {
			pool.useInstance((instance) -> {
				assertThat(instance.callInt("greet")).isEqualTo(1);
				assertThat(instance.callInt("greet")).isEqualTo(2);
				assertThat(lines()).containsExactly("INFO hello from tests, 1", "INFO hello from tests, 2");
				instance.callVoid("complain");
			});
			assertThat(lines().subList(2, 4)).containsExactly("WARN a \\u001b[31mred", "WARN line");
			assertThat(this.log.list).extracting(ILoggingEvent::getLoggerName).containsOnly("wasm.guest.greetings");
		}
	}

	@Test
	void aLineThatIsNotEndedIsLoggedWhenTheInstanceIsRetired() {
		try (WasmPool pool = pool().build()) {
			pool.useInstance((instance) -> {
				instance.callVoid("mumble");
				assertThat(lines()).isEmpty();
			});
		}
		assertThat(lines()).containsExactly("INFO hm");
	}

	@Test
	void aFreshInstanceIsInitialisedAndAWarmOneKeepsItsState() {
		try (WasmPool pool = pool().build()) {
			for (int i = 0; i < 3; i++) {
				assertThat(pool.<Integer, RuntimeException>withInstance((instance) -> instance.callInt("greet")))
					.isEqualTo(1);
			}
			assertThat(lines()).hasSize(3).containsOnly("INFO hello from nobody, 1");
		}
		try (WasmPool pool = pool().reset(ResetPolicy.WARM).build()) {
			pool.useInstance((instance) -> instance.callInt("greet"));
			assertThat(pool.<Integer, RuntimeException>withInstance((instance) -> instance.callInt("greet")))
				.isEqualTo(2);
		}
	}

	@Test
	void anInstanceThatStandsAloneIsInert() {
		try (WasmInstance instance = this.greeter.instantiate()) {
			instance.callInt("greet");
			assertThat(instance.callInt("deface")).isEqualTo(76);
		}
		assertThat(lines()).containsExactly("INFO hello from nobody, 1");
		assertThat(this.log.list.get(0).getLoggerName()).isEqualTo("wasm.guest.greeter.wasm");
	}

	@Test
	void anExitEndsTheCallAndTheInstance() {
		try (WasmPool pool = pool().reset(ResetPolicy.WARM).build()) {
			try (WasmInstance instance = pool.acquire()) {
				instance.callInt("greet");
				assertThatExceptionOfType(WasmExitException.class).isThrownBy(() -> instance.callVoid("leave", 42))
					.satisfies((ex) -> assertThat(ex.getExitCode()).isEqualTo(42));
				assertThat(instance.isHealthy()).isFalse();
			}
			assertThat(pool.<Integer, RuntimeException>withInstance((instance) -> instance.callInt("greet")))
				.isEqualTo(1);
		}
	}

	@Test
	void clocksAndRandomnessAreReal() {
		try (WasmPool pool = pool().build()) {
			pool.useInstance((instance) -> {
				long before = Instant.now().getEpochSecond();
				assertThat(instance.callLong("now")).isBetween(before, Instant.now().getEpochSecond());
				assertThat(List.of(instance.callInt("random_value"), instance.callInt("random_value"),
						instance.callInt("random_value")))
					.doesNotHaveDuplicates();
			});
		}
	}

	@Test
	void aStormOfLinesIsBoundedInTheLog() {
		try (WasmPool pool = pool().executionTimeout(Duration.ofMinutes(1)).build()) {
			pool.useInstance((instance) -> instance.callVoid("storm", 100_000));
		}
		assertThat(lines()).hasSizeLessThan(100_000).startsWith("INFO 0", "INFO 1");
		assertThat(lines().get(lines().size() - 1)).matches("INFO \\(dropped [\\d,]+ more lines?: .*");
	}

	@Test
	void aStormOfManyLoansIsBoundedAsOne() {
		int loans = 40;
		long began = System.nanoTime();
		try (WasmPool pool = pool().build()) {
			for (int i = 0; i < loans; i++) {
				pool.useInstance((instance) -> instance.callVoid("storm", 1_000));
			}
		}
		long seconds = 1 + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
		long dropped = lines().stream().mapToLong((line) -> {
			Matcher matcher = DROPPED.matcher(line);
			return matcher.matches() ? Long.parseLong(matcher.group(1).replace(",", "")) : 0;
		}).sum();
		long logged = lines().stream().filter((line) -> !DROPPED.matcher(line).matches()).count();
		assertThat(logged).isLessThanOrEqualTo(seconds * 1_000);
		assertThat(logged + dropped).isEqualTo(loans * 1_000L);
	}

	@Test
	void filesAreReadOnlyBoundedAndClosed(@TempDir Path host) throws Exception {
		Files.writeString(host.resolve("file"), "content");
		try (WasmPool pool = pool().wasi(WasiOptions.INERT.withDirectory("/data", host)).build()) {
			for (int i = 0; i < 5; i++) {
				pool.useInstance((instance) -> {
					assertThat(instance.callInt("deface")).isIn(8, 76);
					assertThat(instance.callLong("size")).isEqualTo(7);
					int length = instance.callInt("read_file");
					assertThat(instance.memory().readString(instance.callInt("text"), length)).isEqualTo("content");
					assertThat(instance.callInt("hoard")).isBetween(100, 128);
					assertThat(openFiles(host)).isGreaterThanOrEqualTo(100);
				});
			}
		}
		assertThat(openFiles(host)).isZero();
		assertThat(host.resolve("file")).hasContent("content");
	}

	private static long openFiles(Path host) throws Exception {
		Path real = host.toRealPath();
		long count = 0;
		try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
			for (Path descriptor : descriptors) {
				if (Files.isSymbolicLink(descriptor) && Files.readSymbolicLink(descriptor).startsWith(real)) {
					count++;
				}
			}
		}
		return count;
	}

	@Test
	void aDirectoryIsWarnedOf(@TempDir Path host) {
		Logger logger = (Logger) LoggerFactory.getLogger(WasiHost.class);
		ListAppender<ILoggingEvent> warnings = new ListAppender<>();
		warnings.start();
		logger.addAppender(warnings);
		WasiOptions options = WasiOptions.INERT.withDirectory("/data", host);
		try (WasmPool pool = pool().wasi(options).build(); WasmPool inert = pool().name("inert").build()) {
			assertThat(inert.name()).isEqualTo("inert");
			assertThat(warnings.list).singleElement()
				.satisfies((event) -> assertThat(event.getFormattedMessage())
					.startsWith("Guests of '" + pool.name() + "' can reach '/data' (")
					.contains("read-only"));
		}
		finally {
			logger.detachAppender(warnings);
		}
	}

	@Test
	void aDirectoryThatDoesNotExistIsRefused(@TempDir Path host) {
		WasiOptions options = WasiOptions.INERT.withDirectory("/data", host.resolve("missing"));
		assertThatIllegalArgumentException().isThrownBy(() -> pool().wasi(options).build())
			.withMessageContaining("'wasi.directories[0]'");
	}

	@Test
	void anApplicationCanProvideAFunctionOfWasiItself() {
		FunctionType type = FunctionType.of(List.of(ValueType.I32, ValueType.I64, ValueType.I32),
				List.of(ValueType.I32));
		HostFunction clock = HostFunction.of("wasi_snapshot_preview1", "clock_time_get", type, (caller, args) -> {
			caller.memory().writeLong((Integer) args[2], 7_000_000_000L);
			return 0;
		});
		try (WasmPool pool = pool().hostFunctions(clock).build()) {
			pool.useInstance((instance) -> assertThat(instance.callLong("now")).isEqualTo(7));
		}
	}

	@Test
	void whatIsNotThisVersionOfWasiIsRefused() {
		refused("wasi_unstable", "fd_write", "predecessor of WASI preview 1");
		refused("wasi_snapshot_preview1", "fd_wrote", "wasi_snapshot_preview1.fd_wrote");
		refused("wasi_snapshot_preview1", "fd_write", "where the host function is (i32, i32, i32, i32) -> (i32)");
	}

	private void refused(String module, String name, String reason) {
		byte[] binary = Wat.compile("(module (import \"" + module + "\" \"" + name + "\" (func)))");
		try (WasmModule unusable = this.runtime.module(binary).build()) {
			WasmPoolBuilder builder = this.runtime.pool(unusable).size(1);
			assertThatExceptionOfType(WasmModuleException.class).isThrownBy(builder::build)
				.withMessageContaining(reason);
		}
	}

	@Test
	void aGuestWithoutAMemoryIsToldSo() {
		byte[] binary = Wat.compile("""
				(module
				  (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
				  (func (export "random") (result i32) (call $random (i32.const 0) (i32.const 1))))
				""");
		try (WasmModule module = this.runtime.module(binary).build(); WasmInstance instance = module.instantiate()) {
			assertThat(instance.callInt("random")).isEqualTo(21);
		}
	}

}
