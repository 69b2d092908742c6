package io.github.wasmpool.imports;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.binary.GuestLayout;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.Wording;

/**
 * Which imports can be provided: functions whose values have a counterpart in Java, and
 * the memory, which each module gets from here.
 */
public final class ImportRule {

	private static final String NO_FUNCTION = ", where only functions can be provided";

	private static final String NO_NUMBERS = ", where references and vectors do not cross into Java";

	private static final String REMEDY = "; build it so that it defines its tables and globals itself, for example"
			+ " without '--import-table' and not as a dynamic library";

	private ImportRule() {
	}

	/**
	 * Refuse a module with imports that no host function could provide, so that nobody
	 * compiles it.
	 * @param guest the module
	 * @throws WasmModuleException naming them
	 */
	public static void check(GuestLayout guest) {
		Map<ImportType, String> impossible = new LinkedHashMap<>();
		guest.missingImports().forEach((each) -> impossible.put(each, NO_FUNCTION));
		boolean defines = !impossible.isEmpty();
		guest.hostFunctions()
			.stream()
			.filter((each) -> !((FunctionType) each.type()).isNumeric())
			.forEach((each) -> impossible.put(each, NO_NUMBERS));
		if (!impossible.isEmpty()) {
			List<String> sentences = impossible.entrySet()
				.stream()
				.map((each) -> each.getKey() + each.getValue())
				.toList();
			throw WasmModuleException.ofMissingImports(
					"Module '" + guest.name() + "' has imports that cannot be provided: "
							+ Wording.list(sentences, ", ") + (defines ? REMEDY : ""),
					List.copyOf(impossible.keySet()));
		}
	}

}
