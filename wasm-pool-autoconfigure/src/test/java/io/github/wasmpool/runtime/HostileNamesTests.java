package io.github.wasmpool.runtime;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.wasmpool.NoSuchExportException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.Wat;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.ExportType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

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
		String exports = IntStream.range(0, 20_000)
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
