package io.github.wasmpool.binary;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import io.github.wasmpool.type.ExportType;
import io.github.wasmpool.type.ExternType;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.GlobalType;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.TableType;
import io.github.wasmpool.type.ValueType;
import org.jspecify.annotations.Nullable;
import run.endive.wasm.Parser;
import run.endive.wasm.types.Export;
import run.endive.wasm.types.ExportSection;
import run.endive.wasm.types.FunctionImport;
import run.endive.wasm.types.FunctionSection;
import run.endive.wasm.types.Global;
import run.endive.wasm.types.GlobalImport;
import run.endive.wasm.types.GlobalSection;
import run.endive.wasm.types.Import;
import run.endive.wasm.types.ImportSection;
import run.endive.wasm.types.MutabilityType;
import run.endive.wasm.types.Section;
import run.endive.wasm.types.SectionId;
import run.endive.wasm.types.StartSection;
import run.endive.wasm.types.TypeSection;
import run.endive.wasm.types.ValType;

/**
 * Puts together what a module declares, from what the parser reads and what the
 * {@link SectionScanner} kept.
 */
final class DeclarationParser {

	private static final List<Integer> PARSED = List.of(SectionId.TYPE, SectionId.IMPORT, SectionId.FUNCTION,
			SectionId.GLOBAL, SectionId.EXPORT, SectionId.START);

	private final String module;

	private final SectionScanner scanned;

	private final List<FunctionType> types = new ArrayList<>();

	private final List<ImportType> imports = new ArrayList<>();

	private final List<FunctionType> functions = new ArrayList<>();

	private final List<TableType> tables = new ArrayList<>();

	private final List<GlobalType> globals = new ArrayList<>();

	private final List<ExportType> exports = new ArrayList<>();

	private final List<Integer> exportIndexes = new ArrayList<>();

	private int importedFunctions;

	private boolean memoryImported;

	private @Nullable Integer start;

	private DeclarationParser(String module, SectionScanner scanned) {
		this.module = module;
		this.scanned = scanned;
	}

	static Declarations parse(Sections sections, SectionScanner scanned) {
		DeclarationParser parser = new DeclarationParser(sections.module(), scanned);
		List<Section> parsed = parser.parse(sections.only(PARSED));
		parsed.forEach(parser::readTypes);
		parsed.forEach(parser::readImports);
		parser.tables.addAll(scanned.definedTables());
		parsed.forEach(parser::readDefinitions);
		parsed.forEach(parser::readExports);
		return new Declarations(parser.types, parser.imports, parser.exports, parser.exportIndexes, parser.functions,
				parser.importedFunctions, parser.tables.size(), scanned.tableElements(), scanned.dataStart(),
				scanned.memories().stream().findFirst(), parser.memoryImported, parser.globals, parser.start);
	}

	private List<Section> parse(byte[] declarations) {
		List<Section> parsed = new ArrayList<>();
		Parser.Builder parser = Parser.builder().withValidation(false);
		PARSED.forEach(parser::includeSectionId);
		try {
			parser.build().parse(new ByteArrayInputStream(declarations), parsed::add);
		}
		catch (RuntimeException ex) {
			throw new WasmModuleException(Reason.MALFORMED,
					"module '" + this.module + "' is malformed: " + ex.getMessage() + "; build it again", ex);
		}
		return parsed;
	}

	private void readTypes(Section section) {
		if (section instanceof TypeSection typeSection) {
			for (run.endive.wasm.types.FunctionType type : typeSection.types()) {
				this.types.add(FunctionType.of(type.params().stream().map(this::valueType).toList(),
						type.returns().stream().map(this::valueType).toList()));
			}
		}
	}

	private void readImports(Section section) {
		if (section instanceof ImportSection importSection) {
			importSection.stream()
				.forEach((each) -> this.imports.add(new ImportType(each.module(), each.name(), importType(each))));
			this.importedFunctions = this.functions.size();
		}
	}

	private ExternType importType(Import each) {
		return switch (each.importType()) {
			case FUNCTION -> added(this.functions, type(((FunctionImport) each).typeIndex()));
			case TABLE -> added(this.tables, this.scanned.importedTables().get(this.tables.size()));
			case GLOBAL -> {
				GlobalImport global = (GlobalImport) each;
				yield added(this.globals, globalType(global.type(), global.mutabilityType()));
			}
			case MEMORY -> {
				this.memoryImported = true;
				yield this.scanned.memories().get(0);
			}
			case TAG -> throw malformed("it imports a tag");
		};
	}

	private void readDefinitions(Section section) {
		if (section instanceof FunctionSection functionSection) {
			for (int i = 0; i < functionSection.functionCount(); i++) {
				this.functions.add(type(functionSection.getFunctionType(i)));
			}
		}
		else if (section instanceof GlobalSection globalSection) {
			for (Global global : globalSection.globals()) {
				this.globals.add(globalType(global.valueType(), global.mutabilityType()));
			}
		}
		else if (section instanceof StartSection startSection) {
			int index = (int) startSection.startIndex();
			FunctionType type = at(this.functions, index, "function");
			if (!type.params().isEmpty() || !type.results().isEmpty()) {
				throw malformed("its start function has the type " + type + " instead of () -> ()");
			}
			this.start = index;
		}
	}

	private void readExports(Section section) {
		if (section instanceof ExportSection exportSection) {
			Set<String> names = new HashSet<>();
			for (int i = 0; i < exportSection.exportCount(); i++) {
				Export export = exportSection.getExport(i);
				if (!names.add(export.name())) {
					throw malformed("it exports '" + export.name() + "' twice");
				}
				this.exports.add(new ExportType(export.name(), exportType(export)));
				this.exportIndexes.add(export.index());
			}
		}
	}

	private ExternType exportType(Export export) {
		return switch (export.exportType()) {
			case FUNCTION -> at(this.functions, export.index(), "function");
			case TABLE -> at(this.tables, export.index(), "table");
			case GLOBAL -> at(this.globals, export.index(), "global");
			case MEMORY -> at(this.scanned.memories(), export.index(), "memory");
			case TAG -> throw malformed("it exports a tag");
		};
	}

	private FunctionType type(int index) {
		return at(this.types, index, "type");
	}

	private GlobalType globalType(ValType type, MutabilityType mutability) {
		return new GlobalType(valueType(type), mutability == MutabilityType.Var);
	}

	private ValueType valueType(ValType type) {
		if (type.equals(ValType.FuncRef)) {
			return ValueType.FUNCREF;
		}
		if (type.equals(ValType.ExternRef)) {
			return ValueType.EXTERNREF;
		}
		for (ValueType candidate : ValueType.values()) {
			if (candidate.toString().equalsIgnoreCase(type.name())) {
				return candidate;
			}
		}
		throw malformed("it has a value of the unknown type " + type);
	}

	private <T> T at(List<T> things, int index, String kind) {
		if (index < 0 || index >= things.size()) {
			throw malformed(
					"it refers to " + kind + " " + Integer.toUnsignedString(index) + " but has " + things.size());
		}
		return things.get(index);
	}

	private static <T> T added(List<T> things, T thing) {
		things.add(thing);
		return thing;
	}

	private WasmModuleException malformed(String sentence) {
		return new WasmModuleException(Reason.MALFORMED,
				"module '" + this.module + "' is malformed: " + sentence + "; build it again");
	}

}
