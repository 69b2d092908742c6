package io.github.wasmpool.imports;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import io.github.wasmpool.MissingImports;
import io.github.wasmpool.WasiOptions;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmSettingsException;
import io.github.wasmpool.binary.GuestLayout;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.Wording;
import io.github.wasmpool.wasmtime.HostCallShare;
import io.github.wasmpool.wasmtime.HostLinks;
import io.github.wasmpool.wasmtime.wasi.WasiContext;
import io.github.wasmpool.wasmtime.wasi.WasiHost;
import org.jspecify.annotations.Nullable;

/**
 * Finds a host function for each import of a module, once.
 *
 * <p>
 * Thread-safe.
 */
public final class ImportLinker {

	private static final String REMEDY = "; provide each as a host function of this module, name and type";

	private final GuestLayout guest;

	private final List<HostFunction> functions;

	/** What instances see of the world, {@code null} if they do not ask for it. */
	private final @Nullable WasiHost wasi;

	private final MissingImports missing;

	private final HostCallShare hostCalls;

	private final ReentrantLock lock = new ReentrantLock();

	/** Guarded by the lock, {@code null} once it was asked or if there is none. */
	private @Nullable Supplier<? extends Collection<HostFunction>> source;

	private volatile @Nullable HostLinks links;

	/**
	 * Create a linker.
	 * @param guest a module that keeps the {@link ImportRule}
	 * @param functions the functions to choose from, better ones first
	 * @param source more functions, better ones, asked for as late as can be; or
	 * {@code null} for none
	 * @param name by which what the guests write is logged
	 * @param wasi what guests that import WASI see of the world
	 * @param missing what becomes of imports that nobody provides
	 * @param hostCalls what their host calls are taken from, closed with this
	 * @throws WasmSettingsException if they are to see a directory that does not exist
	 */
	public ImportLinker(GuestLayout guest, List<HostFunction> functions,
			@Nullable Supplier<? extends Collection<HostFunction>> source, String name, WasiOptions wasi,
			MissingImports missing, HostCallShare hostCalls) {
		this.guest = guest;
		this.functions = List.copyOf(functions);
		this.source = source;
		boolean asks = guest.hostFunctions().stream().anyMatch(WasiHost::provides);
		this.wasi = asks ? new WasiHost(name, guest.name(), wasi) : null;
		this.missing = missing;
		this.hostCalls = hostCalls;
	}

	/**
	 * Find the functions, unless they were found before. May call code of the
	 * application, which must not happen on a thread of the pool.
	 * @return what instances call
	 * @throws WasmModuleException naming all imports that are missing, with their types
	 */
	public HostLinks link() {
		HostLinks links = this.links;
		return (links != null) ? links : findLinks();
	}

	/**
	 * Link a new instance.
	 * @return what that instance calls, closed with it
	 */
	public HostLinks linkInstance() {
		if (!(link() instanceof HostFunctionLinks links)) {
			return HostLinks.NONE;
		}
		WasiContext context = (links.usesWasi() && this.wasi != null) ? this.wasi.open() : null;
		links.open();
		return (context != null) ? new WasiLinks(links, context) : links;
	}

	/**
	 * Say who provides each function.
	 * @return empty if they were not found yet
	 */
	public Map<ImportType, String> providers() {
		Map<ImportType, String> providers = new LinkedHashMap<>();
		if (this.links instanceof HostFunctionLinks found) {
			List<ImportType> imports = this.guest.hostFunctions();
			for (int i = 0; i < imports.size(); i++) {
				providers.put(imports.get(i), found.describe(i));
			}
		}
		return providers;
	}

	/**
	 * Say in the log what was left out of it, and give back the share of host calls.
	 */
	public void close() {
		this.hostCalls.close();
		if (this.wasi != null) {
			this.wasi.close();
		}
	}

	private HostLinks findLinks() {
		this.lock.lock();
		try {
			HostLinks links = this.links;
			if (links == null) {
				links = link(candidates());
				this.source = null;
				this.links = links;
			}
			return links;
		}
		finally {
			this.lock.unlock();
		}
	}

	private List<HostFunction> candidates() {
		List<HostFunction> candidates = new ArrayList<>();
		if (this.source != null && !this.guest.hostFunctions().isEmpty()) {
			candidates.addAll(this.source.get());
		}
		candidates.addAll(this.functions);
		return candidates;
	}

	private HostLinks link(List<HostFunction> candidates) {
		List<HostFunction> found = new ArrayList<>();
		Map<ImportType, String> problems = new LinkedHashMap<>();
		for (ImportType wanted : this.guest.hostFunctions()) {
			HostFunction function = find(wanted, candidates);
			if (function == null && this.missing == MissingImports.TRAP) {
				found.add(new MissingFunction(wanted.module(), wanted.name()));
			}
			else if (function == null && WasiHost.isOutdated(wanted)) {
				problems.put(wanted,
						", the predecessor of WASI preview 1: compile it with a toolchain of 2020 or later");
			}
			else if (function == null) {
				problems.put(wanted, "");
			}
			else if (!fits(function, wanted)) {
				problems.put(wanted, ", where the host function is " + function.type());
			}
			else {
				found.add(function);
			}
		}
		if (!problems.isEmpty()) {
			throw WasmModuleException
				.ofMissingImports("Module '" + this.guest.name() + "' has imports that nobody provides: " + Wording
					.list(problems.entrySet().stream().map((each) -> each.getKey() + each.getValue()).toList(), ", ")
						+ REMEDY, List.copyOf(problems.keySet()));
		}
		return found.isEmpty() ? HostLinks.NONE : new HostFunctionLinks(found,
				this.guest.hostFunctions().stream().map((each) -> (FunctionType) each.type()).toList(), this.hostCalls);
	}

	/**
	 * Whether a function has the type of an import, or takes it.
	 */
	private static boolean fits(HostFunction function, ImportType wanted) {
		FunctionType type = function.type();
		return type == null || type.equals(wanted.type());
	}

	/**
	 * Find a function. A module may import one name with several types.
	 * @return the first of that name and type, else the first of that name, else that of
	 * WASI, else {@code null}
	 */
	private static @Nullable HostFunction find(ImportType wanted, List<HostFunction> candidates) {
		HostFunction named = null;
		for (HostFunction candidate : candidates) {
			if (candidate.module().equals(wanted.module()) && candidate.name().equals(wanted.name())) {
				if (fits(candidate, wanted)) {
					return candidate;
				}
				named = (named != null) ? named : candidate;
			}
		}
		return (named != null) ? named : WasiHost.function(wanted).orElse(null);
	}

}
