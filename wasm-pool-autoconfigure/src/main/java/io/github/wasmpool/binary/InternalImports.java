package io.github.wasmpool.binary;

import java.util.ArrayList;
import java.util.List;

import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.MemoryType;

import static io.github.wasmpool.binary.Signatures.BIND;

/**
 * Makes the imported functions of a module its own: each becomes a function that calls
 * through a table, and another function fills that table. The module can then be
 * instantiated before there is anything to import, and linked afterwards.
 */
final class InternalImports {

	private final Declarations declarations;

	private final List<ImportType> functions = new ArrayList<>();

	InternalImports(Declarations declarations) {
		this.declarations = declarations;
		declarations.imports()
			.stream()
			.filter((each) -> each.type() instanceof FunctionType)
			.forEach(this.functions::add);
	}

	List<ImportType> functions() {
		return this.functions;
	}

	/**
	 * Write what takes the place of the imports: those that remain, tables and globals,
	 * and a function for each that was imported.
	 * @param head what precedes what the module has
	 * @param table the index of the table that holds what is called
	 */
	void replace(ModuleWriter head, int table) {
		for (ImportType each : this.declarations.imports()) {
			if (!(each.type() instanceof FunctionType) && !(each.type() instanceof MemoryType)) {
				head.importing(each.module(), each.name(), each.type());
			}
		}
		for (int i = 0; i < this.functions.size(); i++) {
			int type = this.declarations.functions().get(i);
			Code code = new Code();
			for (int param = 0; param < this.declarations.function(i).params().size(); param++) {
				code.localGet(param);
			}
			head.function(type, code.i32Const(i).callIndirect(type, table));
		}
	}

	/**
	 * Add the function that fills the table: it takes the number of an import and what is
	 * to be called for it.
	 * @param additions what is added to the module
	 * @param table the index of the table
	 * @return the index of that function
	 */
	static int addBind(ModuleWriter additions, int table) {
		return additions.function(BIND, new Code().localGet(0).localGet(1).tableSet(table));
	}

}
