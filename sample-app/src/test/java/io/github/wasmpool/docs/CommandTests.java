package io.github.wasmpool.docs;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.wasmpool.MissingImports;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.sample.SampleApplication;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * The commands of the documentation work: compilers compile, the sample application
 * answers what is said, and what a build is asked for exists. What makes the application
 * of the README is run by {@link QuickStartTests}.
 */
@SpringBootTest(classes = SampleApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoint.wasmpools.access=unrestricted", "wasm.pools.orders.size=1" })
@Tag("thorough")
class CommandTests {

	private static final Pattern FENCE = Pattern.compile("^ *```(\\S+)\n.*?^ *```$",
			Pattern.DOTALL | Pattern.MULTILINE);

	@LocalServerPort
	private int port;

	@Autowired
	private WasmRuntime runtime;

	@TempDir
	private Path directory;

	static Stream<Command> commands() {
		return Command.all().filter((command) -> !QuickStartTests.runs(command));
	}

	@ParameterizedTest
	@MethodSource("commands")
	void theCommandWorks(Command command) throws Exception {
		switch (command.tool()) {
			case "mvn" -> Build.expectMaven(command);
			case "java" -> Build.expectJava(command);
			case ".ci/run" -> assertThat(Page.PROJECT.resolve(command.tool())).isExecutable();
			case "clang", "rustc", "wat2wasm" -> expectGuest(command);
			case "curl" -> Tools.call(command, this.port, this.directory);
			default -> fail("Nobody knows how to try '" + command.tool() + "'");
		}
	}

	/** It has the exports of the one that the sample has, or does what its page says. */
	private void expectGuest(Command command) throws Exception {
		byte[] compiled = Files.readAllBytes(Tools.compile(command, this.directory));
		if (command.option("-o").equals("upper.wasm")) {
			expectUpperCase(compiled);
			return;
		}
		Path committed = Page.PROJECT.resolve("sample-app").resolve(command.option("-o"));
		try (WasmModule guest = module(compiled); WasmModule sample = module(Files.readAllBytes(committed))) {
			assertThat(guest.exports()).containsAll(sample.exports());
			assertThat(guest.imports()).containsExactlyInAnyOrderElementsOf(sample.imports());
		}
	}

	private WasmModule module(byte[] bytes) {
		return this.runtime.module(bytes).missingImports(MissingImports.TRAP).build();
	}

	private void expectUpperCase(byte[] compiled) {
		try (WasmModule module = this.runtime.module(compiled).build();
				WasmPool pool = this.runtime.pool(module).name("upper").size(1).build()) {
			assertThat(pool.run("größer".getBytes(StandardCharsets.UTF_8)).stdoutText()).isEqualTo("GRÖSSER");
		}
	}

	static Stream<Command> compilations() {
		return QuickStartTests.compilations();
	}

	/** What guests import in C and Rust is what the beans beside them provide. */
	@ParameterizedTest
	@MethodSource("compilations")
	void theGuestsOfHostFunctionsCompile(Command compilation) throws Exception {
		String language = compilation.tool().equals("rustc") ? "rust" : "c";
		Path source = Files.writeString(this.directory.resolve("age." + language),
				Page.of("docs/host-functions.md").blocks(language).get(0));
		byte[] compiled = Files.readAllBytes(Tools.compile(compilation, source, this.directory));
		HostFunction now = HostFunction.of("env", "now", (caller, args) -> 40L);
		try (WasmModule module = this.runtime.module(compiled).hostFunctions(now).build();
				WasmInstance guest = module.instantiate()) {
			assertThat(guest.callLong("age", 15L)).isEqualTo(25);
		}
	}

	@Test
	void theTestsOfTheReadmeAreThoseOfEveryChange() {
		assertThat(Command.of(Page.of("README.md")).stream().map(Command::words))
			.contains(List.of("mvn", "-B", "verify"));
		assertThat(Page.of(".ci/run").text()).contains("mvn -B verify");
	}

	@Test
	void noCommandHidesInAnotherBlock() {
		for (Page page : Page.all()) {
			String outside = FENCE.matcher(page.text()).replaceAll((block) -> {
				assertThat(block.group(1)).as("in " + page)
					.isIn("c", "java", "json", "kotlin", "rust", "sh", "shell", "xml", "yaml", "yml");
				return "";
			});
			assertThat(outside.lines()).as("in " + page)
				.noneMatch((line) -> line.matches("\\s*(\\$ |(mvn|java|curl|clang|rustc|docker|git) ).*"));
		}
	}

	@Test
	void theRowsOfTheBenchmarksAreThoseOfThePage() throws Exception {
		List<String> named = Pattern.compile("^\\| `([A-Za-z0-9-]+)` \\|", Pattern.MULTILINE)
			.matcher(Page.of("docs/benchmarks.md").text())
			.results()
			.map((row) -> row.group(1))
			.toList();
		assertThat(named).containsExactlyInAnyOrderElementsOf(Build.rows());
	}

}
