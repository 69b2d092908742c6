package io.github.wasmpool.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Names that a module chooses can neither forge lines nor flood what an application says
 * that cannot start because of it, nor its log.
 */
@ExtendWith(OutputCaptureExtension.class)
class HostileModuleTests {

	private static final String EVIL = "x\nWARN forged \u001b[31m" + "y".repeat(50_000);

	private static final String QUOTED = '"' + EVIL.replace("\n", "\\0a").replace("\u001b", "\\1b") + '"';

	private static final String CALLS_AT_START = "(import \"env\" " + QUOTED + " (func $host (param i32)))"
			+ "(memory (export \"memory\") 1) (data (i32.const 0) \"\\0aWARN forged \\1b[31m\")"
			+ "(func $start (call $host (i32.const 60000))) (start $start)";

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@Test
	void importsThatNobodyProvides(CapturedOutput output) throws IOException {
		String wide = "(func (param " + "i64 ".repeat(300) + "))";
		String imports = IntStream.range(0, 30)
			.mapToObj((i) -> "(import " + QUOTED.replace("x", "x" + i).substring(0, 300) + "\" \"\\1b[31m\" " + wide
					+ ")")
			.collect(Collectors.joining());
		assertThat(fail(output, NoBeans.class, imports)).contains("has imports that nobody provides");
		assertHarmless(output);
	}

	@Test
	void importsThatCannotBeProvided(CapturedOutput output) throws IOException {
		assertThat(fail(output, NoBeans.class, "(import " + QUOTED + " " + QUOTED + " (global i32))"))
			.contains("has imports that cannot be provided");
		assertHarmless(output);
	}

	@Test
	void hostFunctionsOfAnotherType(CapturedOutput output) throws IOException {
		assertThat(fail(output, OfAnyType.class, "(import \"env\" " + QUOTED + " (func))"))
			.contains("where the host function is (i32) -> ()");
		assertHarmless(output);
	}

	@Test
	void hostFunctionsThatSeveralBeansProvide(CapturedOutput output) throws IOException {
		assertThat(fail(output, Twice.class, CALLS_AT_START)).contains("Remove all but one");
		assertHarmless(output);
	}

	/**
	 * The log has what the host function threw as a cause, which is the application's.
	 */
	@Test
	void hostFunctionsThatFailWhenTheGuestBegins(CapturedOutput output) throws IOException {
		String report = fail(output, Failing.class, CALLS_AT_START);
		assertThat(report).contains("cannot make an instance",
				"called by the start function, failed: java.lang.IllegalStateException");
		assertHarmless(report);
	}

	@Test
	void missingImportsThatAreCalledWhenTheGuestBegins(CapturedOutput output) throws IOException {
		assertThat(fail(output, NoBeans.class, CALLS_AT_START, "wasm.pools.rules.imports.missing=trap"))
			.contains("cannot make an instance", "an import that nobody provides");
		assertHarmless(output);
	}

	@Test
	void exportsOfOneName(CapturedOutput output) throws IOException {
		byte[] once = Wat.compile("(module (func (export \"ab\n\") (export \"ac\n\")))".replace("\n", "\\0a"));
		for (int i = 0; i < once.length; i++) {
			once[i] = (once[i] == 'c') ? (byte) 'b' : once[i];
		}
		assertThat(fail(output, NoBeans.class, once)).contains("it exports 'ab\\u000a' twice");
		assertHarmless(output);
	}

	@Test
	void exportsThatAClientDoesNotFind(CapturedOutput output) throws IOException {
		String exports = IntStream.range(0, 5_000)
			.mapToObj((i) -> "(export \"" + i + QUOTED.substring(1, 300) + "\" (func $one))")
			.collect(Collectors.joining());
		assertThat(fail(output, Client.class, "(func $one)" + exports)).contains("the module exports no function");
		assertHarmless(output);
	}

	private static void assertHarmless(CapturedOutput output) {
		assertHarmless(output.getAll());
	}

	private static void assertHarmless(String said) {
		assertThat(said).doesNotContain("\u001b[31m").hasSizeLessThan(60_000);
		assertThat(said.lines()).noneMatch((line) -> line.startsWith("WARN forged"));
	}

	private String fail(CapturedOutput output, Class<?> beans, String module, String... properties) throws IOException {
		return fail(output, beans, Wat.compile("(module " + module + ")"), properties);
	}

	private String fail(CapturedOutput output, Class<?> beans, byte[] module, String... properties) throws IOException {
		Path guest = Files.write(this.directory.resolve("guest.wasm"), module);
		List<String> all = new ArrayList<>(List.of(properties));
		all.add("wasm.pools.rules.module=" + guest.toUri());
		all.add("wasm.pools.rules.size=1");
		return FailedStart.report(output, beans, all.toArray(String[]::new));
	}

	static class NoBeans {

	}

	@Configuration(proxyBeanMethods = false)
	static class OfAnyType {

		@Bean
		HostFunction host() {
			return HostFunction.of("env", EVIL, FunctionType.of(List.of(ValueType.I32), List.of()),
					(caller, args) -> null);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Twice {

		@Bean
		HostFunction one() {
			return HostFunction.of("env", EVIL, (caller, args) -> null);
		}

		@Bean
		HostFunction two() {
			return HostFunction.of("env", EVIL, (caller, args) -> null);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Failing {

		@Bean
		HostFunction host() {
			return HostFunction.of("env", EVIL, (caller, args) -> {
				throw new IllegalStateException(caller.memory().readString(0, (int) args[0]));
			});
		}

	}

	static class Client {

		Client(WasmPool pool) {
			pool.client(Absent.class);
		}

	}

	interface Absent {

		int absent(int value);

	}

}
