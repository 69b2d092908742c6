package io.github.wasmpool.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.ValueType;
import io.github.wasmpool.type.Wording;

import org.springframework.util.StringUtils;

/**
 * Java code that provides an import, to be completed by whoever reads it.
 */
final class HostFunctionExample {

	private static final int MOST = 3;

	private HostFunctionExample() {
	}

	/**
	 * Write an example for the first few imports.
	 * @param imports the imports, all of them functions that can be provided
	 * @return the code, indented, without a line break at the end
	 */
	static String of(List<ImportType> imports) {
		List<String> lines = new ArrayList<>();
		for (ImportType each : imports.subList(0, Math.min(imports.size(), MOST))) {
			lines.add("");
			FunctionType type = (FunctionType) each.type();
			lines.addAll((type.results().size() > 1) ? bean(each, type) : method(each, type));
		}
		if (imports.size() > MOST) {
			lines.addAll(List.of("", "// and " + (imports.size() - MOST) + " more"));
		}
		return lines.stream()
			.skip(1)
			.map((line) -> line.isEmpty() ? line : "    " + line)
			.collect(Collectors.joining(System.lineSeparator()));
	}

	private static List<String> method(ImportType imported, FunctionType type) {
		List<String> params = new ArrayList<>();
		for (ValueType param : type.params()) {
			params.add(java(param) + " arg" + params.size());
		}
		String result = type.results().isEmpty() ? "void" : java(type.results().get(0));
		return List.of("@WasmImport(module = " + quote(imported.module()) + ", name = " + quote(imported.name()) + ")",
				result + " " + identifier(imported.name()) + "(" + String.join(", ", params) + ") { ... }");
	}

	private static List<String> bean(ImportType imported, FunctionType type) {
		return List.of("@Bean", "HostFunction " + identifier(imported.name()) + "() {",
				"    FunctionType type = FunctionType.of(" + list(type.params()) + ", " + list(type.results()) + ");",
				"    return HostFunction.of(" + quote(imported.module()) + ", " + quote(imported.name())
						+ ", type, (caller, args) -> List.of(...));",
				"}");
	}

	private static String list(List<ValueType> types) {
		return types.stream()
			.map((type) -> "ValueType." + type.name())
			.collect(Collectors.joining(", ", "List.of(", ")"));
	}

	private static String java(ValueType type) {
		return switch (type) {
			case I32 -> "int";
			case I64 -> "long";
			case F32 -> "float";
			case F64 -> "double";
			case V128, FUNCREF, EXTERNREF -> throw new IllegalArgumentException(type + " does not cross into Java");
		};
	}

	private static String quote(String name) {
		return '"' + Wording.name(name).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
	}

	/**
	 * Derive the name of a method, {@code dateNow} from {@code Date.now} for example.
	 */
	private static String identifier(String name) {
		String identifier = List.of(Wording.name(name).split("[^A-Za-z0-9_$]+"))
			.stream()
			.map(StringUtils::capitalize)
			.collect(Collectors.joining());
		if (identifier.isEmpty() || !Character.isJavaIdentifierStart(identifier.charAt(0))) {
			return "_" + identifier;
		}
		return identifier.substring(0, 1).toLowerCase(Locale.ROOT) + identifier.substring(1);
	}

}
