package io.github.wasmpool.wasmtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

import io.github.kawamuray.wasmtime.Config;
import io.github.kawamuray.wasmtime.Disposable;
import io.github.kawamuray.wasmtime.Engine;
import io.github.kawamuray.wasmtime.Extern;
import io.github.kawamuray.wasmtime.Instance;
import io.github.kawamuray.wasmtime.Linker;
import io.github.kawamuray.wasmtime.Module;
import io.github.kawamuray.wasmtime.Store;
import io.github.kawamuray.wasmtime.WasmtimeException;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import io.github.wasmpool.binary.GuestBinary;
import io.github.wasmpool.binary.GuestLayout;
import io.github.wasmpool.binary.StateModule;
import io.github.wasmpool.bridge.Bridge;
import org.jspecify.annotations.Nullable;

/**
 * Compiled code on an engine of its own, freed when nobody uses it any more. The engine
 * has three handles, because a handle is a native mutex: one compiles, one makes stores,
 * and the clock has one.
 *
 * <p>
 * Thread-safe.
 */
public final class CompiledModule {

	private final Users users = new Users(this::free);

	private final Parts parts;

	private final Runnable whenFreed;

	/** The state that instances begin in, or {@code null} if that is in the code. */
	private final @Nullable Beginning beginning;

	private CompiledModule(Parts parts, Runnable whenFreed, @Nullable Beginning beginning) {
		this.parts = parts;
		this.whenFreed = whenFreed;
		this.beginning = beginning;
	}

	/**
	 * Compile a module and its companion.
	 * @param guest a module that was inspected and rewritten
	 * @param settings the settings of the engine
	 * @param cache where code is kept, or {@code null} for nowhere
	 * @param ticker the clock
	 * @param whenFreed called once, when the code is freed
	 * @return the code, with one user: the caller
	 */
	static CompiledModule compile(GuestBinary guest, EngineSettings settings, @Nullable CodeCache cache,
			EpochTicker ticker, Runnable whenFreed) {
		requireRoom("Module '" + guest.layout().name() + "'", Footprint.OF_CODE);
		long begun = System.nanoTime();
		Deque<Disposable> made = new ArrayDeque<>();
		made.push(() -> InstanceBudget.OF_JVM.give(Footprint.OF_CODE, 1));
		try {
			Handles handles = open(settings, cache, made);
			CodeCache used = handles.cached() ? cache : null;
			Set<Path> before = (used != null) ? used.written() : Set.of();
			GuestLayout layout = guest.layout();
			Module module = compile(layout.name(), guest.bytes(), handles.compiler(), made);
			Bridge bridge = Bridge.of(layout);
			Module companion = compile("the bridge of " + layout.name(), bridge.writeCompanion(layout),
					handles.compiler(), made);
			boolean found = used != null && !before.isEmpty() && before.equals(used.written());
			if (used != null) {
				used.seal();
			}
			Compilation compilation = new Compilation(Duration.ofNanos(System.nanoTime() - begun), found);
			return new CompiledModule(
					new Parts(handles, module, bridge, companion, ticker, settings, used, compilation, made), whenFreed,
					null);
		}
		catch (Throwable ex) {
			made.forEach(Disposable::dispose);
			throw ex;
		}
	}

	/**
	 * Past the mappings of the process the engine would end the JVM.
	 */
	private static void requireRoom(String what, Footprint footprint) {
		if (!InstanceBudget.OF_JVM.take(footprint, 1)) {
			throw new WasmModuleException(Reason.COMPILATION,
					what + " does not fit into this process, because " + InstanceBudget.OF_JVM
							+ " to instances and other modules; close modules that are not used,"
							+ " or raise the system's 'vm.max_map_count' with sysctl");
		}
	}

	private static Handles open(EngineSettings settings, @Nullable CodeCache cache, Deque<Disposable> made) {
		Engine compiler;
		boolean cached;
		try (Config config = settings.toConfig()) {
			cached = cache != null && cache.open(config);
			compiler = new Engine(config);
		}
		made.push(compiler);
		try (Store<Void> store = new Store<>(null, compiler)) {
			Engine stores = store.engine();
			made.push(stores);
			Epoch epoch = new Epoch(store.engine());
			made.push(epoch::close);
			return new Handles(compiler, stores, epoch, cached);
		}
	}

	private static Module compile(String name, byte[] binary, Engine compiler, Deque<Disposable> made) {
		try {
			Module module = Module.fromBinary(compiler, binary);
			made.push(module);
			return module;
		}
		catch (WasmtimeException ex) {
			throw new WasmModuleException(Reason.COMPILATION,
					"Module '" + name + "' was refused by the engine: " + Traps.said(ex), Traps.cause(ex));
		}
	}

	/**
	 * Return how the code came to be, which those share who share the code.
	 * @return how, and how long it took
	 */
	public Compilation compilation() {
		return this.parts.compilation();
	}

	/**
	 * Become a user, unless the code is freed already.
	 * @return whether the caller is a user now, and has to {@link #release()}
	 */
	public boolean retain() {
		return this.users.retain();
	}

	/**
	 * Stop being a user. The last one frees the code.
	 */
	public void release() {
		this.users.release();
	}

	private void free() {
		if (this.beginning != null) {
			this.beginning.dispose();
			this.whenFreed.run();
			return;
		}
		this.whenFreed.run();
		this.parts.handles().epoch().close();
		this.parts.made().forEach(Disposable::dispose);
	}

	/**
	 * Whether calls can be ended at a deadline.
	 * @return {@code true} if the code checks the epoch
	 */
	boolean isInterruptible() {
		return this.parts.settings().interruptible();
	}

	/**
	 * Return the most stack a guest uses.
	 * @return the bytes
	 */
	long guestStack() {
		return this.parts.settings().guestStack();
	}

	/**
	 * Return what deadlines are told in.
	 * @return the ticks of the clock
	 */
	Ticks ticks() {
		return this.parts.ticker().ticks();
	}

	/**
	 * Return what the clock advances, if {@link #isInterruptible()}.
	 * @return the epoch of the engine
	 */
	Epoch epoch() {
		return this.parts.handles().epoch();
	}

	/**
	 * Let the clock advance the engine, if {@link #isInterruptible()}, as long as a store
	 * may have a deadline.
	 * @return ends that when it is disposed
	 */
	Disposable keepTime() {
		if (!isInterruptible()) {
			return () -> {
			};
		}
		this.parts.ticker().add(this.parts.handles().epoch());
		return () -> this.parts.ticker().remove(this.parts.handles().epoch());
	}

	/**
	 * Make a store. To be called by a user.
	 * @return a store that the caller disposes
	 */
	Store<Void> newStore() {
		return new Store<>(null, this.parts.handles().stores());
	}

	/**
	 * Make a store for code of ours, which has no deadline. To be called by a user.
	 * @return a store that the caller disposes
	 */
	Store<Void> newTimelessStore() {
		Store<Void> store = newStore();
		if (isInterruptible()) {
			store.setEpochDeadline(Long.MAX_VALUE);
		}
		return store;
	}

	/**
	 * Make a linker. To be called by a user.
	 * @return a linker that the caller disposes
	 */
	Linker newLinker() {
		return new Linker(this.parts.handles().stores());
	}

	/**
	 * Compile one more module on the same engine, which is kept with the others. To be
	 * called by a user.
	 * @param name what messages call it
	 * @param binary a module that can be trusted
	 * @return a module that the caller disposes
	 */
	Module compile(String name, byte[] binary) {
		return compileOrFind(name, binary, true).module();
	}

	/**
	 * Compile one more module, or find it in the cache.
	 * @param kept whether it is of use for the next start, so that the cache keeps it
	 */
	private Compiled compileOrFind(String name, byte[] binary, boolean kept) {
		CodeCache cache = this.parts.cache();
		if (cache == null) {
			return new Compiled(compile(name, binary, this.parts.handles().compiler(), new ArrayDeque<>()), false);
		}
		Set<Path> before = cache.written();
		Module module = compile(name, binary, this.parts.handles().compiler(), new ArrayDeque<>());
		boolean found = before.equals(cache.written());
		if (!found && kept) {
			cache.seal();
		}
		else if (!found) {
			cache.forgetAllBut(before);
		}
		return new Compiled(module, found);
	}

	/**
	 * Let the instances of this code begin with a state. To be called by a user.
	 * @param state what was captured, of an instance that was not used since
	 * @param kept whether a cache may keep what is compiled for it
	 * @return the same code with that state, with one user: the caller
	 */
	CompiledModule beginningAt(CapturedState state, boolean kept) {
		StateModule memory = state.memory();
		Compiled compiled = (memory != null) ? compileState(memory, kept) : null;
		// The caller is a user, so there are some
		this.users.retain();
		return new CompiledModule(this.parts, this::release,
				(memory != null && compiled != null)
						? new Beginning(compiled.module(), memory.pieces(), state.globals(), compiled.found())
						: new Beginning(null, List.of(), state.globals(), false));
	}

	private Compiled compileState(StateModule memory, boolean kept) {
		requireRoom("The state of an instance", Footprint.OF_STATE);
		try {
			return compileOrFind("the state of an instance", memory.write(), kept);
		}
		catch (Throwable ex) {
			InstanceBudget.OF_JVM.give(Footprint.OF_STATE, 1);
			throw ex;
		}
	}

	/**
	 * Whether instances begin in a state that is not in the code, and are not
	 * initialised.
	 * @return {@code true} if some instance was initialised for all
	 */
	public boolean isSplit() {
		return this.beginning != null;
	}

	/**
	 * Whether that state was found in the cache.
	 * @return {@code false} if it was compiled, or if there is none
	 */
	public boolean isStateFound() {
		return this.beginning != null && this.beginning.found();
	}

	/**
	 * Return the state that instances begin in.
	 * @return the state, or {@code null} if instances have to be initialised
	 */
	@Nullable Beginning beginning() {
		return this.beginning;
	}

	/**
	 * Return the compiled module, to be linked by a linker made here.
	 * @return a module that is not to be disposed
	 */
	Module module() {
		return this.parts.module();
	}

	/**
	 * Instantiate the code in a store. No code of the guest runs. To be called by a user.
	 * @param store a store made here
	 * @return an instance that the caller disposes before the store
	 */
	Instance newInstance(Store<Void> store) {
		return (this.beginning != null) ? this.beginning.instantiate(store, this.parts.module())
				: new Instance(store, this.parts.module(), List.of());
	}

	/**
	 * Return the bridge of the module.
	 * @return the bridge
	 */
	Bridge bridge() {
		return this.parts.bridge();
	}

	/**
	 * Instantiate the companion in the store of a guest. To be called by a user.
	 * @param store a store made here
	 * @param links what the companion imports
	 * @return an instance that the caller disposes before the store
	 */
	Instance newCompanion(Store<Void> store, List<Extern> links) {
		return new Instance(store, this.parts.companion(), links);
	}

	/**
	 * What the engine made of a binary.
	 */
	private record Compiled(Module module, boolean found) {
	}

	/**
	 * What all that share the code have in common, whatever they begin with.
	 *
	 * @param made what is disposed at last, the last one first
	 */
	private record Parts(Handles handles, Module module, Bridge bridge, Module companion, EpochTicker ticker,
			EngineSettings settings, @Nullable CodeCache cache, Compilation compilation, Deque<Disposable> made) {
	}

	/**
	 * The handles of an engine.
	 */
	private record Handles(Engine compiler, Engine stores, Epoch epoch, boolean cached) {
	}

}
