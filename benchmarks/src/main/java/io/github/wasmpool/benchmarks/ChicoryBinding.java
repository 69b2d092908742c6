package io.github.wasmpool.benchmarks;

import java.util.function.Function;

import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;

/**
 * The peer in Java: guests compiled to bytecode, once, without deadlines or limits, with
 * the memory that its documentation recommends for speed. It frees nothing, the garbage
 * collector does.
 */
final class ChicoryBinding {

	private final WasmModule module;

	private final Function<Instance, Machine> machines;

	ChicoryBinding(byte[] binary) {
		this.module = Parser.parse(binary);
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
		return Instance.builder(this.module)
			.withMachineFactory(this.machines)
			.withMemoryFactory(ByteArrayMemory::new)
			.build()
			.export(export);
	}

}
