package io.github.wasmpool.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.host.WasmImport;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starts applications whose beans do not provide what guests import, on the real engine,
 * and reads what a newcomer would read.
 */
@ExtendWith(OutputCaptureExtension.class)
class MissingImportTests {

	private static final String LOG = "(import \"env\" \"log\" (func (param i32 i32)))";

	private static final String NOW = "(import \"env\" \"Date.now\" (func (result f64)))";

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@Test
	void allImportsThatNobodyProvidesAreNamedWithCodeThatWould(CapturedOutput output) throws IOException {
		assertThat(fail(output, NoBeans.class, LOG + NOW)).containsIgnoringNewLines("""
				The module of pool 'rules' cannot be used: Module 'guest.wasm' has imports that nobody provides: \
				function 'env.log' (i32, i32) -> (), function 'env.Date.now' () -> (f64)""", """

				    @WasmImport(module = "env", name = "log")
				    void log(int arg0, int arg1) { ... }

				    @WasmImport(module = "env", name = "Date.now")
				    double dateNow() { ... }
				""").contains("HostFunction beans", "'pools' that include 'rules'", "'wasm.pools.rules.module'");
	}

	@Test
	void onlyWhatIsMissingIsNamed(CapturedOutput output) throws IOException {
		assertThat(fail(output, Log.class, LOG + NOW)).contains("'env.Date.now'").doesNotContain("log");
	}

	@Test
	void aFunctionOfAnotherTypeIsNamedWithBoth(CapturedOutput output) throws IOException {
		assertThat(fail(output, Log.class, "(import \"env\" \"log\" (func (param i32 i64)))"))
			.contains("function 'env.log' (i32, i64) -> ()")
			.contains("(i32, i32) -> ()")
			.contains("void log(int arg0, long arg1) { ... }");
	}

	@Test
	void whatIsNoFunctionCannotBeProvided(CapturedOutput output) throws IOException {
		assertThat(fail(output, NoBeans.class, "(import \"env\" \"base\" (global i32))"))
			.contains(
					"has imports that cannot be provided: global 'env.base' i32, where only functions can be provided;")
			.contains("Build the module so that it does not need what nobody provides, or change "
					+ "'wasm.pools.rules.module'.")
			.doesNotContain("@WasmImport");
	}

	@Test
	void aFunctionWithReferencesCannotBeProvided(CapturedOutput output) throws IOException {
		assertThat(fail(output, NoBeans.class, "(import \"env\" \"keep\" (func (param externref)))"))
			.contains("function 'env.keep' (externref) -> (), where references and vectors do not cross into Java")
			.doesNotContain("@WasmImport");
	}

	@Test
	void severalBeansForOneImportAreNamed(CapturedOutput output) throws IOException {
		assertThat(fail(output, TwoLogs.class, LOG)).contains(
				"Pool 'rules' cannot be given its host functions: function 'env.log' (i32, i32) -> () is provided by ")
			.contains("by method '" + Log.class.getName() + ".log' of bean '" + Log.class.getName() + "'")
			.contains("by bean 'first'")
			.contains("Remove all but one");
	}

	@Test
	void aMethodThatGuestsCannotCallIsNamed(CapturedOutput output) throws IOException {
		assertThat(fail(output, TextLog.class, LOG))
			.contains("Method 'void " + TextLog.class.getName() + ".log(java.lang.String)' cannot be a host function: "
					+ "parameter 1 is of type java.lang.String; take int, long, float or double")
			.contains("Change the method so that guests can call it");
	}

	@Test
	void aBeanThatUsesThePoolWhileItIsMadeIsToldWhatIsMissing(CapturedOutput output) throws IOException {
		assertThat(fail(output, Early.class, LOG)).contains("function 'env.log' (i32, i32) -> ()")
			.contains("Provide functions with methods of beans that are annotated with '@WasmImport'");
	}

	@Test
	void aBeanThatUsesThePoolBeforeItCanProvideItsImportsIsNamed(CapturedOutput output) throws IOException {
		assertThat(fail(output, Impatient.class, LOG))
			.contains("Impatient' provides them, and is still being created while the pool is used")
			.contains("Move the methods annotated with '@WasmImport' to a bean that does not use the pool");
	}

	private String fail(CapturedOutput output, Class<?> beans, String imports) throws IOException {
		Path guest = Files.write(this.directory.resolve("guest.wasm"), Wat.compile("(module " + imports + ")"));
		return FailedStart.report(output, beans, "wasm.pools.rules.module=" + guest.toUri(), "wasm.pools.rules.size=1");
	}

	static class NoBeans {

	}

	static class Log {

		@WasmImport
		void log(int at, int length) {
		}

	}

	static class TextLog {

		@WasmImport
		void log(String text) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Log.class)
	static class TwoLogs {

		@Bean
		HostFunction first() {
			return HostFunction.of("env", "log", FunctionType.of(List.of(ValueType.I32, ValueType.I32), List.of()),
					(caller, args) -> null);
		}

	}

	static class Early {

		Early(WasmPool pool) {
			pool.useInstance((instance) -> instance.callVoid("run"));
		}

	}

	static class Impatient extends Early {

		Impatient(WasmPool pool) {
			super(pool);
		}

		@WasmImport
		void log(int at, int length) {
		}

	}

}
