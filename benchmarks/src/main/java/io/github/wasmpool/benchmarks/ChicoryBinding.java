package io.github.wasmpool.benchmarks;

import java.util.function.Function;

import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.FunctionType;

/**
 * The peer in Java: guests compiled to bytecode, once, without deadlines or limits, with
 * the memory that its documentation recommends for speed. It frees nothing, the garbage
 * collector does.
 */
final class ChicoryBinding {

	private final WasmModule module;

	private final Function<Instance, Machine> machines;

	private final ImportValues imports;

	ChicoryBinding(byte[] binary) {
		this.module = Parser.parse(binary);
		this.imports = imports(this.module);
		this.machines = MachineFactoryCompiler.compile(this.module);
	}

	/**
	 * Make an instance, call one function with one result.
	 */
	int fresh(String export, long... args) {
		return (int) warm(export).apply(args)[0];
	}

	/**
	 * Make an instance that stays.
	 * @return one function of it
	 */
	ExportFunction warm(String export) {
		return instance().export(export);
	}

	/**
	 * Make an instance, whose imports do next to nothing.
	 */
	Instance instance() {
		return Instance.builder(this.module)
			.withMachineFactory(this.machines)
			.withMemoryFactory(ByteArrayMemory::new)
			.withImportValues(this.imports)
			.build();
	}

	/**
	 * Answer each import with zero. Those of three parameters are told where a text is,
	 * and read it, as those of {@link RealHosts} do.
	 */
	private static ImportValues imports(WasmModule module) {
		ImportValues.Builder imports = ImportValues.builder();
		module.importSection().stream().forEach((each) -> {
			FunctionType type = module.typeSection().getType(((FunctionImport) each).typeIndex());
			boolean text = type.params().size() == 3;
			long[] results = new long[type.returns().size()];
			imports.addFunction(new HostFunction(each.module(), each.name(), type, (instance, args) -> {
				if (text) {
					results[0] = instance.memory().readBytes((int) args[1], (int) args[2]).length - args[2];
				}
				return results;
			}));
		});
		return imports.build();
	}

}
