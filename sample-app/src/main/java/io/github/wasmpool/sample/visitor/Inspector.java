package io.github.wasmpool.sample.visitor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.wasmpool.LoanOptions;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.type.ExportType;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.MemoryType;
import io.github.wasmpool.type.Wording;

import org.springframework.stereotype.Component;

/**
 * Finds out what a file is, by having it compiled and an instance made.
 */
@Component
final class Inspector {

	private static final int SHOWN = 100;

	private static final String NOBODY = "nobody";

	private final VisitorPools pools;

	private final VisitorModules modules;

	Inspector(VisitorPools pools, VisitorModules modules) {
		this.pools = pools;
		this.modules = modules;
	}

	/**
	 * Look at a file. Whatever it is, that is no error.
	 * @param name the name of the file
	 * @param binary its bytes
	 * @return what it is, with a pool if it can be run
	 */
	Inspection inspect(String name, byte[] binary) {
		long start = System.nanoTime();
		try {
			VisitorPools.Compiled compiled = this.pools.compile(name, binary);
			long micros = (System.nanoTime() - start) / 1_000;
			String id = this.modules.open(compiled.module());
			try {
				return describe(id, name, binary, compiled, micros);
			}
			catch (RuntimeException ex) {
				this.modules.close(id);
				throw ex;
			}
		}
		catch (WasmException | IllegalArgumentException ex) {
			return refused(name, binary, ex);
		}
	}

	private static Inspection refused(String name, byte[] binary, RuntimeException ex) {
		Anatomy anatomy = Anatomy.of(binary);
		return new Inspection(null, name, binary.length, Wording.text(ex.getMessage()), anatomy.sections(),
				anatomy.features(), null, List.of(), List.of(), false, "", 0);
	}

	private Inspection describe(String id, String name, byte[] binary, VisitorPools.Compiled compiled, long micros) {
		WasmPool pool = this.modules.get(id).pool();
		pool.acquire(LoanOptions.ofPool().withOutput()).close();
		WasmModule module = compiled.module();
		Anatomy anatomy = Anatomy.of(binary);
		List<String> features = new ArrayList<>(anatomy.features());
		if (compiled.simd() && !features.contains("simd128")) {
			features.add("simd128");
		}
		Map<ImportType, String> providers = pool.providers();
		return new Inspection(id, name, binary.length, null, anatomy.sections(), features,
				module.memory().map(Inspector::memory).orElse(null),
				module.exports().stream().limit(SHOWN).map((export) -> export(export, module)).toList(),
				module.imports().stream().limit(SHOWN).map((needed) -> needed(needed, providers)).toList(),
				module.exports().stream().anyMatch(Inspector::isProgram), Wording.text(pool.resetDescription()),
				micros);
	}

	private static String memory(MemoryType memory) {
		return Wording.count(memory.minPages(), "page") + " of 64 KiB, at most "
				+ Objects.requireNonNullElse(memory.maxPages(), 0);
	}

	private static boolean isProgram(ExportType export) {
		return export.name().equals("_start");
	}

	private static Inspection.Export export(ExportType export, WasmModule module) {
		boolean shown = export.name().length() <= Wording.LONGEST_NAME;
		List<String> params = (export.type() instanceof FunctionType function)
				? function.params().stream().limit(GuestCalls.MOST_ARGUMENTS).map(Object::toString).toList()
				: List.of();
		boolean callable = shown && export.type() instanceof FunctionType function && function.isNumeric()
				&& function.params().size() <= GuestCalls.MOST_ARGUMENTS && !isProgram(export);
		return new Inspection.Export(shown ? export.name() : Wording.name(export.name()), export.type().kind(),
				export.type().toString(), params, callable, callable ? Texts.count(export, module) : -1);
	}

	private static Inspection.Import needed(ImportType needed, Map<ImportType, String> providers) {
		String provider = Objects.requireNonNullElse(providers.get(needed), "the pool");
		return new Inspection.Import(Wording.name(needed.module() + "." + needed.name()), needed.type().toString(),
				provider, !provider.startsWith(NOBODY));
	}

}
