package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.wasmpool.AbiOptions;
import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.SettingProblem;
import io.github.wasmpool.SettingProblems;
import io.github.wasmpool.WasiOptions;
import io.github.wasmpool.WasmAction;
import io.github.wasmpool.WasmInstanceValidator;
import io.github.wasmpool.WasmJson;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.binary.StateRule;
import io.github.wasmpool.client.ClientFactory;
import io.github.wasmpool.execution.DedicatedThreads;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.imports.ImportLinker;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.type.Wording;
import io.github.wasmpool.wasmtime.Footprint;
import org.jspecify.annotations.Nullable;

/**
 * What all generations of a pool have in common: the settings that decide how instances
 * of a module are made, and kept.
 *
 * @param pool the name of the pool
 * @param reset in which state loans begin
 * @param executionTimeout the limit of each entry into a guest on loan, or {@code null}
 * for that of the module
 * @param resetExport a function to call after each loan of a warm instance, or
 * {@code null} for none
 * @param validator decides whether an instance is in order, or {@code null} for none
 * @param maxMemoryGrowth by how many pages a warm instance may grow, or {@code null} for
 * any number
 * @param snapshot whether an instance is initialised once for all
 * @param snapshotWork what is done with it then, in this order
 * @param hostFunctions what the module may import, before its own functions
 * @param hostFunctionSource gives more of them for a module, asked for late, or
 * {@code null} for none
 * @param maxHostCalls how many host calls each entry may make
 * @param wasi what guests that import WASI see of the world
 * @param abi how text and bytes cross
 * @param json writes and reads JSON, or {@code null} for what there is
 * @param execution on whose threads guests run
 * @param threadStack the bytes of the stack of each dedicated thread
 */
record GenerationPlan(String pool, ResetPolicy reset, @Nullable Duration executionTimeout, @Nullable String resetExport,
		@Nullable WasmInstanceValidator validator, @Nullable Integer maxMemoryGrowth, boolean snapshot,
		List<WasmAction<? extends Exception>> snapshotWork, List<HostFunction> hostFunctions,
		@Nullable Function<? super WasmModule, ? extends Collection<HostFunction>> hostFunctionSource, int maxHostCalls,
		WasiOptions wasi, AbiOptions abi, @Nullable WasmJson json, ExecutionMode execution, long threadStack) {

	/**
	 * Find which settings do not go with a module.
	 * @param module the module
	 * @return the problems, with the keys in quotes; empty if there are none
	 */
	List<SettingProblem> problems(ModuleHandle module) {
		SettingProblems problems = new SettingProblems();
		problems.unless(this.executionTimeout == null || module.settings().isInterruptible(),
				"'execution-timeout' needs a module compiled with 'interruptible' true", "execution-timeout",
				"interruptible");
		String export = this.resetExport;
		problems.unless(export == null || ModuleBuilder.isAction(module.exports(), export),
				"'reset-export' names '" + Wording.name(export) + "', which is no exported function without parameters",
				"reset-export");
		problems.addAll(ClientFactory.problems(module.exports(), this.abi));
		DedicatedThreads.check(problems, this.threadStack, isDedicated(), module.settings().engine().guestStack());
		return problems.toList();
	}

	/**
	 * Return what each instance of a module takes. Where guests run on threads of the
	 * pool, each instance on loan may need one.
	 */
	Footprint footprint(ModuleHandle module) {
		Footprint instance = this.snapshot ? module.footprintOfSnapshot() : module.footprint();
		return isDedicated() ? instance.withThread(this.threadStack) : instance;
	}

	/**
	 * Return what each instance of a module needs.
	 */
	Need need(ModuleHandle module) {
		long ceiling = module.memory()
			.map((memory) -> (memory.maxPages() != null) ? memory.maxPages() : memory.minPages())
			.orElse(0) * (long) MemoryLimits.PAGE_SIZE;
		return new Need(footprint(module), module.isShared() ? 0 : ceiling, module.isShared() ? ceiling : 0);
	}

	/**
	 * Refuse a module that would have to be initialised once for all and cannot.
	 * @param module the module
	 */
	void requireState(ModuleHandle module) {
		if (this.snapshot) {
			StateRule.check(module.name(), module.guest().stateObstacle().orElse(null));
		}
	}

	boolean isDedicated() {
		return this.execution == ExecutionMode.DEDICATED;
	}

	ImportLinker linker(ModuleHandle module) {
		Function<? super WasmModule, ? extends Collection<HostFunction>> source = this.hostFunctionSource;
		Supplier<? extends Collection<HostFunction>> late = (source != null) ? () -> source.apply(module) : null;
		return module.linker(this.hostFunctions, late, this.pool, this.wasi);
	}

	/**
	 * Describe the state that an instance is in once it is initialised for all.
	 * @return the state, or {@code null} if each is initialised by itself
	 */
	@Nullable PoolSnapshot snapshot(ModuleHandle module, ImportLinker linker, ClientFactory clients) {
		return this.snapshot
				? new PoolSnapshot(this.pool, module, linker, this.maxHostCalls, clients, this.snapshotWork) : null;
	}

	ClientFactory clients(ModuleHandle module) {
		return new ClientFactory(module.name(), module.exports(), this.abi, this.reset == ResetPolicy.WARM, this.json);
	}

	Duration executionTimeout(ModuleHandle module) {
		Duration own = this.executionTimeout;
		return (own != null) ? own : module.settings().executionTimeout();
	}

}
