package io.github.wasmpool.binary;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

import io.github.wasmpool.GuestFeatures;
import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import io.github.wasmpool.type.ExportType;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.type.MemoryType;
import org.jspecify.annotations.Nullable;
import run.endive.wasm.types.SectionId;

/**
 * A WebAssembly binary that was looked at: what it offers, needs and asks for. That it
 * was accepted here does not make it valid, which is for the engine to judge; it does
 * make it harmless to compile.
 *
 * <p>
 * Immutable and thread-safe.
 */
public final class BinaryModule {

	private final Sections sections;

	private final Declarations declarations;

	private final ModuleLimits limits;

	private final CodeFindings findings;

	private final boolean sharedMemory;

	private final Function<byte[], BinaryModule> inspection;

	private BinaryModule(Sections sections, Declarations declarations, ModuleLimits limits, CodeFindings findings,
			boolean sharedMemory, Function<byte[], BinaryModule> inspection) {
		this.sections = sections;
		this.declarations = declarations;
		this.limits = limits;
		this.findings = findings;
		this.sharedMemory = sharedMemory;
		this.inspection = inspection;
	}

	/**
	 * Look at a binary that may use the {@linkplain GuestFeatures#DEFAULTS usual
	 * features}.
	 * @param name what messages call the module
	 * @param binary the bytes of the file; copied
	 * @param limits what the module may ask for
	 * @return the module
	 * @throws WasmModuleException if the file is no module ({@link Reason#NOT_A_MODULE}),
	 * is damaged ({@link Reason#MALFORMED}), needs what the engine lacks
	 * ({@link Reason#UNSUPPORTED_FEATURE}) or is beyond a limit
	 * ({@link Reason#TOO_COMPLEX})
	 */
	public static BinaryModule inspect(String name, byte[] binary, ModuleLimits limits) {
		return inspect(name, binary, limits, GuestFeatures.DEFAULTS, false, false);
	}

	/**
	 * Look at a binary.
	 * @param name what messages call the module
	 * @param binary the bytes of the file; copied
	 * @param limits what the module may ask for
	 * @param features what the module may use
	 * @param boundsChecks whether each access to the memory is compiled with a check of
	 * its bounds, which the compiler spends much more time on
	 * @param sharedMemory whether its instances are to share one memory
	 * @return the module
	 * @throws WasmModuleException if the file is no module ({@link Reason#NOT_A_MODULE}),
	 * is damaged ({@link Reason#MALFORMED}), needs what the engine lacks or is switched
	 * off ({@link Reason#UNSUPPORTED_FEATURE}), is beyond a limit
	 * ({@link Reason#TOO_COMPLEX}) or cannot share a memory
	 * ({@link Reason#MEMORY_OUT_OF_RANGE})
	 */
	public static BinaryModule inspect(String name, byte[] binary, ModuleLimits limits, GuestFeatures features,
			boolean boundsChecks, boolean sharedMemory) {
		Header.check(name, binary);
		if (binary.length > limits.moduleSize()) {
			throw WasmModuleException.ofSettings(Reason.TOO_COMPLEX, String.format(Locale.ROOT,
					"module '%s' has %,d bytes, more than 'limits.module-size' allows (%,d);"
							+ " raise it if the module is to be trusted",
					name, binary.length, limits.moduleSize()), List.of("limits.module-size"));
		}
		try {
			return read(Sections.of(name, features, binary.clone()), limits, boundsChecks, sharedMemory);
		}
		catch (WasmModuleException ex) {
			throw TextDamage.explain(name, binary, ex);
		}
	}

	private static BinaryModule read(Sections sections, ModuleLimits limits, boolean boundsChecks,
			boolean sharedMemory) {
		try {
			return readAll(sections, limits, boundsChecks, sharedMemory);
		}
		catch (MissingFeatureException ex) {
			throw FeatureSurvey.refusal(sections, ex);
		}
	}

	private static BinaryModule readAll(Sections sections, ModuleLimits limits, boolean boundsChecks,
			boolean sharedMemory) {
		String name = sections.module();
		Declarations declarations = DeclarationReader.read(sections, limits);
		SharedMemoryRule.check(name, declarations, sharedMemory);
		long bridge = BridgeComplexity.require(name, declarations, limits);
		ByteReader code = sections.reader(SectionId.CODE);
		CodeFindings findings = new CodeFindings();
		if (code != null) {
			CodeScanner scanner = new CodeScanner(code, declarations.types(), IndexSpaces.of(declarations),
					boundsChecks);
			scanner.scanFunctions(declarations, limits, bridge);
			findings = scanner.findings();
		}
		GuestFeatures features = sections.features();
		return new BinaryModule(sections, declarations, limits, findings, sharedMemory,
				(other) -> inspect(name, other, limits, features, boundsChecks, sharedMemory));
	}

	/**
	 * Return what messages call the module.
	 * @return the name
	 */
	public String name() {
		return this.sections.module();
	}

	/**
	 * Return what the module offers, as its author wrote it.
	 * @return the exports, in the module's order
	 */
	public List<ExportType> exports() {
		return this.declarations.exportTypes();
	}

	/**
	 * Return what the module needs, as its author wrote it.
	 * @return the imports, in the module's order
	 */
	public List<ImportType> imports() {
		return this.declarations.imports();
	}

	/**
	 * Return the memory of the module, defined or imported, as its author wrote it.
	 * @return the memory, or empty if the module has none
	 */
	public Optional<MemoryType> memory() {
		return this.declarations.memory();
	}

	/**
	 * Settle another memory for instances that begin in a state.
	 * @param limits what is configured
	 * @param state the layout of code that begins in the state
	 * @return the memory as the guest is told, no smaller than the state, or {@code null}
	 * if the module has none
	 * @throws WasmModuleException if the module cannot have such a memory
	 * ({@link Reason#MEMORY_OUT_OF_RANGE})
	 */
	public @Nullable MemoryType memory(MemoryLimits limits, GuestLayout state) {
		MemoryType begun = state.memory().orElse(null);
		MemoryType own = this.declarations.memory().orElse(null);
		return (begun == null || own == null) ? null : MemoryRule.apply(name(),
				new MemoryType(begun.minPages(), own.maxPages(), false), limits, state.reserve());
	}

	/**
	 * Return what to keep of the module to look at it again, in less memory.
	 * @return its source
	 */
	public ModuleSource source() {
		return new ModuleSource(this.sections.binary(), this.inspection);
	}

	/**
	 * Rewrite the module, without a reserve of memory.
	 * @param memory the memory each instance is to have; without effect on a module that
	 * has none
	 * @return the rewritten module
	 * @throws WasmModuleException if the module cannot have such a memory
	 * ({@link Reason#MEMORY_OUT_OF_RANGE})
	 */
	public GuestBinary rewrite(MemoryLimits memory) {
		return rewrite(memory, 0);
	}

	/**
	 * Rewrite the module: its memory and tables limited, an imported memory made its own
	 * unless it is shared, its start function and globals within reach.
	 * @param memory the memory each instance is to have; without effect on a module that
	 * has none
	 * @param reserve the pages the memory has beyond what the guest is told, zero or
	 * more; without effect on a module that has no memory
	 * @return the rewritten module
	 * @throws WasmModuleException if the module cannot have such a memory
	 * ({@link Reason#MEMORY_OUT_OF_RANGE})
	 */
	public GuestBinary rewrite(MemoryLimits memory, int reserve) {
		MemoryType effective = this.declarations.memory()
			.map((own) -> MemoryRule.apply(name(), own, memory, reserve))
			.orElse(null);
		return new Rewriter(this.sections, this.declarations, this.limits, effective, (effective != null) ? reserve : 0,
				false, this.findings)
			.rewrite();
	}

	/**
	 * Rewrite the module so that it is code and nothing else: its memory, with all that
	 * lies in it, is that of a {@link StateModule}, and all its globals can be set. What
	 * its memory is limited to does not show in it.
	 * @param counted whether the memory has a reserve, of whatever size
	 * @return the rewritten module, whose layout is to be told what its instances
	 * {@linkplain GuestLayout#beginningWith begin with}
	 * @throws WasmModuleException if the state of its instances cannot be carried to
	 * others ({@link Reason#SNAPSHOT})
	 */
	public GuestBinary rewriteSplit(boolean counted) {
		StateRule.check(name(), StateRule.obstacle(this.declarations, this.sharedMemory));
		MemoryType imported = this.declarations.memory()
			.map((own) -> new MemoryType(own.minPages(), null, false))
			.orElse(null);
		return new Rewriter(this.sections, this.declarations, this.limits, imported,
				(counted && imported != null) ? 1 : 0, true, this.findings)
			.rewrite();
	}

}
