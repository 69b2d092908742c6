package io.github.wasmpool.runtime;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import io.github.wasmpool.binary.BinaryModule;
import io.github.wasmpool.binary.GuestBinary;
import io.github.wasmpool.type.ExportType;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.type.MemoryType;
import io.github.wasmpool.wasmtime.CompiledModule;
import io.github.wasmpool.wasmtime.GuestInstance;
import io.github.wasmpool.wasmtime.InstanceBudget;

/**
 * One handle of compiled code.
 */
final class ModuleHandle implements WasmModule {

	private final WasmtimeRuntime runtime;

	private final BinaryModule binary;

	private final ModuleSettings settings;

	private final GuestBinary guest;

	private final CompiledModule code;

	private final AtomicBoolean closed = new AtomicBoolean();

	/**
	 * Create a handle.
	 * @param runtime the runtime it belongs to
	 * @param binary the module as its author wrote it
	 * @param settings how it was compiled
	 * @param guest what was compiled
	 * @param code the code, of which this handle is a user from now on
	 */
	ModuleHandle(WasmtimeRuntime runtime, BinaryModule binary, ModuleSettings settings, GuestBinary guest,
			CompiledModule code) {
		this.runtime = runtime;
		this.binary = binary;
		this.settings = settings;
		this.guest = guest;
		this.code = code;
	}

	@Override
	public String name() {
		return this.guest.name();
	}

	@Override
	public List<ExportType> exports() {
		return this.guest.exports();
	}

	@Override
	public List<ImportType> imports() {
		return this.guest.imports();
	}

	@Override
	public Optional<MemoryType> memory() {
		return this.guest.memory();
	}

	@Override
	public WasmInstance instantiate() {
		requireOpen();
		requireImports();
		int share = budgetShare();
		if (!InstanceBudget.OF_JVM.take(share)) {
			throw new WasmInstanceCreationException(name(), InstanceBudget.OF_JVM.explain(share), null);
		}
		try {
			GuestInstance instance = create();
			return new Loan(null, instance, CallerExecution.INSTANCE, (loan) -> {
				instance.dispose();
				InstanceBudget.OF_JVM.give(share);
			});
		}
		catch (Throwable ex) {
			InstanceBudget.OF_JVM.give(share);
			throw ex;
		}
	}

	@Override
	public WasmModule withMemory(MemoryLimits limits) {
		requireOpen();
		return this.runtime.compile(this.binary, this.settings.withMemory(limits));
	}

	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			this.code.release();
		}
	}

	/**
	 * Make another handle of the same code.
	 * @return a handle that the caller closes
	 */
	ModuleHandle copy() {
		if (this.closed.get() || !this.code.retain()) {
			throw closed();
		}
		return new ModuleHandle(this.runtime, this.binary, this.settings, this.guest, this.code);
	}

	/**
	 * Make an instance that is not lent yet, with the limits of this module.
	 * @return an instance that the caller disposes
	 */
	GuestInstance create() {
		GuestInstance instance = GuestInstance.create(this.code, this.guest, this.settings.initialization());
		instance.limit(this.settings.executionTimeout());
		return instance;
	}

	WasmtimeRuntime runtime() {
		return this.runtime;
	}

	ModuleSettings settings() {
		return this.settings;
	}

	/**
	 * Return what each instance takes of the budget of the process.
	 * @return 1 if it has a memory, else 0
	 */
	int budgetShare() {
		return memory().isPresent() ? 1 : 0;
	}

	/**
	 * Check that nothing is left for somebody to provide.
	 * @throws WasmModuleException naming all imports that are missing, with their types
	 */
	void requireImports() {
		List<ImportType> missing = this.guest.missingImports();
		if (!missing.isEmpty()) {
			throw new WasmModuleException(Reason.MISSING_IMPORT,
					"Module '" + name() + "' has imports that nobody provides: "
							+ String.join(", ", missing.stream().map(ImportType::toString).toList()));
		}
	}

	private void requireOpen() {
		if (this.closed.get()) {
			throw closed();
		}
	}

	private IllegalStateException closed() {
		return new IllegalStateException("Module '" + name() + "' is closed");
	}

	@Override
	public String toString() {
		return "module '" + name() + "'";
	}

}
