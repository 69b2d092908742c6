package io.github.wasmpool.autoconfigure;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.wasmpool.WasmPool;
import io.github.wasmpool.test.FakeModule;
import io.github.wasmpool.test.TestPools;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import org.jetbrains.kotlin.cli.common.ExitCode;
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The blocks of the page for Kotlin compile, together, without a warning, and do what the
 * page says.
 */
@Tag("thorough")
class KotlinPageTests {

	private static final Path PAGE = Path.of("../docs/kotlin.md");

	private static final Pattern BLOCK = Pattern.compile("```kotlin\n(.*?)```", Pattern.DOTALL);

	private static final String IMPORTS = """
			import io.github.wasmpool.WasmPool
			import io.github.wasmpool.autoconfigure.ImportWasmClients
			import io.github.wasmpool.host.*
			import kotlin.random.Random
			import org.springframework.context.annotation.Bean
			import org.springframework.context.annotation.Configuration
			import org.springframework.stereotype.Component

			""";

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@Test
	void theBlocksCompileAndRun() throws Exception {
		List<String> blocks = BLOCK.matcher(Files.readString(PAGE)).results().map((match) -> match.group(1)).toList();
		assertThat(blocks).hasSizeGreaterThan(5);
		compile(IMPORTS + String.join("\n", blocks));
		try (URLClassLoader compiled = new URLClassLoader(new URL[] { this.directory.toUri().toURL() },
				getClass().getClassLoader()); WasmPool pool = TestPools.of(guest(), (builder) -> builder.size(2))) {
			Class<?> page = compiled.loadClass("PageKt");
			byte[] bytes = { 1, 2, 3 };
			assertThat(call(page, null, "checksum", pool, bytes)).isEqualTo(6);
			assertThat(call(page, null, "checksumOnOneThread", pool, bytes)).isEqualTo(6);
			assertThat(call(page, null, "total", pool, new int[] { 1, 2, 3 })).isEqualTo(12);
			call(page, null, "warmUp", pool);
			assertThat(pool.counters().hostCalls()).isGreaterThan(100);
			Class<?> pricing = compiled.loadClass("Pricing");
			assertThat(call(pricing, pricing.getConstructor(WasmPool.class).newInstance(pool), "price", 7, 2))
				.isEqualTo(200L);
			Class<?> priceList = compiled.loadClass("PriceList");
			assertThat(call(priceList, pool.client(priceList), "gross", 7, 2)).isEqualTo(238L);
			assertThat(call(priceList, pool.client(priceList), "find", "chair")).isEqualTo("found chair");
		}
	}

	private static FakeModule guest() {
		ValueType i32 = ValueType.I32;
		return new FakeModule()
			.function("price", FunctionType.of(List.of(i32, i32), List.of(ValueType.I64)),
					(caller, args) -> 100L * (int) args[1])
			.function("add", FunctionType.of(List.of(i32, i32), List.of(i32)),
					(caller, args) -> (int) args[0] + (int) args[1])
			.function("tick", FunctionType.of(List.of(), List.of()), (caller, args) -> null)
			.function("checksum", FunctionType.of(List.of(i32, i32), List.of(i32)), (caller, args) -> {
				int sum = 0;
				for (byte each : caller.memory().read((int) args[0], (int) args[1])) {
					sum += each;
				}
				return sum;
			})
			.text("render_invoice", (invoice) -> invoice)
			.text("find", (name) -> "found " + name);
	}

	private void compile(String source) throws IOException {
		Path file = Files.writeString(this.directory.resolve("Page.kt"), source);
		ByteArrayOutputStream messages = new ByteArrayOutputStream();
		ExitCode code = new K2JVMCompiler().exec(new PrintStream(messages, true, StandardCharsets.UTF_8), "-Werror",
				"-no-stdlib", "-no-reflect", "-jvm-target", "17", "-classpath", System.getProperty("java.class.path"),
				"-d", this.directory.toString(), file.toString());
		assertThat(code).as(() -> messages.toString(StandardCharsets.UTF_8) + numbered(source)).isEqualTo(ExitCode.OK);
	}

	private static String numbered(String source) {
		int[] number = { 0 };
		return source.lines().map((line) -> ++number[0] + " " + line).collect(Collectors.joining("\n"));
	}

	private static Object call(Class<?> type, @Nullable Object target, String name, Object... args) throws Exception {
		for (Method method : type.getMethods()) {
			if (method.getName().equals(name)) {
				return method.invoke(target, args);
			}
		}
		throw new AssertionError("There is no method " + name);
	}

}
