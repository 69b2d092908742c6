package io.github.wasmpool.autoconfigure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.ValueType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class HostFunctionExampleTests {

	private static final List<ValueType> NUMBERS = List.of(ValueType.I32, ValueType.I64, ValueType.F32, ValueType.F64);

	@Test
	void aFunctionIsAMethodWithTheTypesOfJava() {
		assertThat(example("log", NUMBERS, List.of())).isEqualToNormalizingNewlines("""
				@WasmImport(module = "env", name = "log")
				void log(int arg0, long arg1, float arg2, double arg3) { ... }""");
		assertThat(example("Date.now", List.of(), List.of(ValueType.F64))).isEqualToNormalizingNewlines("""
				@WasmImport(module = "env", name = "Date.now")
				double dateNow() { ... }""");
	}

	@Test
	void aFunctionWithSeveralResultsIsABean() {
		assertThat(example("both", List.of(ValueType.I32), List.of(ValueType.I32, ValueType.F32)))
			.isEqualToNormalizingNewlines(
					"""
							@Bean
							HostFunction both() {
							    FunctionType type = FunctionType.of(List.of(ValueType.I32), List.of(ValueType.I32, ValueType.F32));
							    return HostFunction.of("env", "both", type, (caller, args) -> List.of(...));
							}""");
	}

	@Test
	void threeAreShownAndTheOthersCounted() {
		List<ImportType> imports = new ArrayList<>();
		for (String name : List.of("a", "b", "c", "d", "e")) {
			imports.add(new ImportType("env", name, FunctionType.of(List.of(), List.of())));
		}
		assertThat(example(imports)).isEqualToNormalizingNewlines("""
				@WasmImport(module = "env", name = "a")
				void a() { ... }

				@WasmImport(module = "env", name = "b")
				void b() { ... }

				@WasmImport(module = "env", name = "c")
				void c() { ... }

				// and 2 more""");
		assertThat(example(imports.subList(0, 3))).doesNotContain("more");
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '`', textBlock = """
			log               | log
			__wbg_new         | __wbg_new
			Date.now          | dateNow
			a-b::c            | aBC
			1st               | _1st
			%s                | s
			"quoted"          | quoted
			::                | _
			""", delimiter = '|')
	void eachNameGivesTheNameOfAMethod(String name, String method) {
		List<String> lines = Arrays.asList(example(name, List.of(), List.of()).split("\\R"));
		assertThat(lines).hasSize(2);
		assertThat(lines.get(0)).contains("name = \"" + name.replace("\"", "\\\"") + "\"");
		assertThat(lines.get(1)).isEqualTo("void " + method + "() { ... }");
	}

	private static String example(String name, List<ValueType> params, List<ValueType> results) {
		return example(List.of(new ImportType("env", name, FunctionType.of(params, results))));
	}

	private static String example(List<ImportType> imports) {
		String example = HostFunctionExample.of(imports);
		assertThat(example).startsWith("    ").doesNotStartWith("     ");
		return example.stripIndent();
	}

}
