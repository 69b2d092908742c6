package io.github.wasmpool.runtime;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import io.github.wasmpool.MissingImports;
import io.github.wasmpool.NoSuchExportException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.ExportType;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Names that a module chooses reach messages as short parts of one line.
 */
class HostileNamesTests {

	private static final String EVIL = "x\nWARN forged \u001b[31m" + "y".repeat(100_000 - 40);

	private static final String QUOTED = EVIL.replace("\n", "\\0a").replace("\u001b", "\\1b");

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	@AfterEach
	void close() {
		this.runtime.close();
	}

	@Test
	void callsOfExports() {
		String exports = IntStream.range(0, 2_000)
			.mapToObj((i) -> "(export \"\\0a" + "n".repeat(30) + i + "\" (func $trap))")
			.collect(Collectors.joining());
		byte[] binary = Wat.compile("(module (func $trap (export \"" + QUOTED + "\") unreachable)"
				+ "(func (export \"wide" + QUOTED.substring(60) + "\") (param externref))" + "(global (export \"g"
				+ QUOTED.substring(60) + "\") i32 (i32.const 1))" + exports + ")");
		try (WasmModule module = this.runtime.module(binary).build(); WasmInstance instance = module.instantiate()) {
			String wide = "wide" + EVIL.substring(58);
			String global = "g" + EVIL.substring(58);
			assertThat(module.exports()).map(ExportType::toString).allSatisfy(HostileNamesTests::assertShort);
			assertShort(() -> instance.function("absent"));
			assertShort(() -> instance.function("absent" + EVIL));
			assertShort(() -> instance.callInt(EVIL, 1));
			assertShort(() -> instance.call(wide, 1));
			assertShort(() -> instance.global(global).set(2));
			assertShort(() -> instance.global("absent" + EVIL));
			assertShort(() -> instance.client(Absent.class));
			assertShort(() -> instance.callVoid(EVIL));
			assertShort(() -> this.runtime.module(binary).initialize("absent" + EVIL).build());
			assertThat(catchThrowable(() -> instance.function("absent"))).isInstanceOf(NoSuchExportException.class)
				.hasMessageContaining("more");
		}
	}

	@Test
	void imports() {
		Stream<String> kinds = Stream.of("(func (param i32))", "(global i32)", "(func (param externref))");
		for (String kind : kinds.toList()) {
			String imports = IntStream.range(0, 1_000)
				.mapToObj((i) -> "(import \"\\0aenv\" \"\\1b" + i + "\" " + kind + ")")
				.collect(Collectors.joining());
			byte[] binary = Wat
				.compile("(module (import \"" + QUOTED + "\" \"" + QUOTED + "\" " + kind + ")" + imports + ")");
			Throwable thrown = catchThrowable(() -> {
				try (WasmModule module = this.runtime.module(binary).build()) {
					module.instantiate();
				}
			});
			assertThat(thrown).isInstanceOf(WasmModuleException.class).hasMessageContaining("and 981 more");
			assertShort(String.valueOf(thrown.getMessage()));
			List<ImportType> missing = ((WasmModuleException) thrown).getMissingImports();
			assertThat(missing).hasSize(1_001);
		}
	}

	@Test
	void hostFunctions() {
		FunctionType references = FunctionType.of(List.of(ValueType.EXTERNREF), List.of());
		assertShort(HostFunction.of(EVIL, EVIL, (caller, args) -> null).toString());
		assertShort(() -> HostFunction.of(EVIL, EVIL, references, (caller, args) -> null));
		byte[] binary = Wat.compile(
				"(module (import \"" + QUOTED + "\" \"f\" (func $host))" + "(func (export \"run\") (call $host)))");
		HostFunction failing = HostFunction.of(EVIL, "f", (caller, args) -> {
			throw new IllegalStateException(EVIL);
		});
		try (WasmModule module = this.runtime.module(binary).hostFunctions(failing).build();
				WasmInstance instance = module.instantiate()) {
			assertShort(() -> instance.callVoid("run"));
		}
	}

	@Test
	void theLog() {
		Logger logger = (Logger) LoggerFactory.getLogger("io.github.wasmpool");
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		log.start();
		logger.addAppender(log);
		byte[] binary = Wat.compile("(module (import \"" + QUOTED + "\" \"" + QUOTED
				+ "\" (func $host)) (func (export \"" + QUOTED + "\") (call $host)) (start $host))");
		try (WasmModule module = this.runtime.module(binary).missingImports(MissingImports.TRAP).build();
				WasmPool pool = this.runtime.pool(module).size(2).build()) {
			assertShort(pool::acquire);
			await().until(() -> log.list.stream().anyMatch((event) -> event.getThrowableProxy() != null));
			assertShort(String.valueOf(pool.toString()));
		}
		finally {
			logger.detachAppender(log);
		}
		assertThat(log.list).allSatisfy((event) -> {
			assertShort(event.getFormattedMessage());
			for (IThrowableProxy each = event.getThrowableProxy(); each != null; each = each.getCause()) {
				assertShort(each.getMessage());
			}
		});
	}

	private static void assertShort(ThrowingCallable work) {
		Throwable thrown = catchThrowable(work);
		assertThat(thrown).isNotNull();
		assertShort(String.valueOf(thrown.getMessage()).replace("\n  - ", ""));
	}

	private static void assertShort(String message) {
		assertThat(message).hasSizeLessThan(15_000).doesNotContain("\n", "\u001b");
	}

	interface Absent {

		int absent(int value);

	}

}
