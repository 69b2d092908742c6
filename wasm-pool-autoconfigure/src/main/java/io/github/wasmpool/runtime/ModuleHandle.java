package io.github.wasmpool.runtime;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.github.wasmpool.AbiOptions;
import io.github.wasmpool.MissingImports;
import io.github.wasmpool.WasiOptions;
import io.github.wasmpool.WasmAction;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.binary.BinaryModule;
import io.github.wasmpool.binary.GuestLayout;
import io.github.wasmpool.binary.ModuleSource;
import io.github.wasmpool.binary.StateRule;
import io.github.wasmpool.client.ClientFactory;
import io.github.wasmpool.execution.CallerExecution;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.imports.ImportLinker;
import io.github.wasmpool.loan.Loan;
import io.github.wasmpool.type.ExportType;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.type.MemoryType;
import io.github.wasmpool.wasmtime.Compilation;
import io.github.wasmpool.wasmtime.CompiledModule;
import io.github.wasmpool.wasmtime.Footprint;
import io.github.wasmpool.wasmtime.GuestInstance;
import io.github.wasmpool.wasmtime.HostCallShare;
import io.github.wasmpool.wasmtime.HostLinks;
import io.github.wasmpool.wasmtime.InstanceBudget;
import io.github.wasmpool.wasmtime.SharedMemory;
import io.github.wasmpool.wasmtime.SplitCode;
import io.github.wasmpool.wasmtime.SplitCode.GuestCode;
import org.jspecify.annotations.Nullable;

/**
 * One handle of compiled code.
 */
final class ModuleHandle implements WasmModule {

	/**
	 * The function a program begins with.
	 */
	static final String COMMAND = "_start";

	private final WasmtimeRuntime runtime;

	private final ModuleSource source;

	private final ModuleSettings settings;

	private final GuestLayout guest;

	private final CompiledModule code;

	private final SplitCode split;

	private final List<HostFunction> hostFunctions;

	private final MissingImports missing;

	private final ImportLinker linker;

	private final ClientFactory clients;

	private final AtomicBoolean closed = new AtomicBoolean();

	/** Whether it belongs to a pool. */
	private volatile boolean lent;

	/**
	 * Create a handle.
	 * @param runtime the runtime it belongs to
	 * @param source the module as its author wrote it
	 * @param settings how it was compiled
	 * @param guest the layout of what was compiled
	 * @param code the code, of which this handle is a user from now on
	 * @param split the same code apart from its state, of which this handle is a user
	 * from now on
	 * @param hostFunctions what it may import
	 * @param missing what becomes of imports that nobody provides
	 */
	ModuleHandle(WasmtimeRuntime runtime, ModuleSource source, ModuleSettings settings, GuestLayout guest,
			CompiledModule code, SplitCode split, List<HostFunction> hostFunctions, MissingImports missing) {
		this.runtime = runtime;
		this.source = source;
		this.settings = settings;
		this.guest = guest;
		this.code = code;
		this.split = split;
		this.hostFunctions = hostFunctions;
		this.missing = missing;
		this.linker = new ImportLinker(guest, hostFunctions, null, guest.name(), WasiOptions.INERT, missing,
				new HostCallShare("the stand-alone instances of module '" + guest.name() + "'"));
		this.clients = new ClientFactory(guest.name(), guest.exports(), AbiOptions.DEFAULTS, false, null);
	}

	@Override
	public String name() {
		return this.guest.name();
	}

	@Override
	public String sha256() {
		return this.source.sha256();
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
		this.linker.link();
		if (isShared()) {
			SharedMemory memory = shareMemory("stand-alone instance of " + name());
			return instantiate(memory, memory::close);
		}
		return instantiate(null, () -> {
		});
	}

	private WasmInstance instantiate(@Nullable SharedMemory memory, Runnable afterwards) {
		Footprint share = footprint();
		if (!InstanceBudget.OF_JVM.take(share, 1)) {
			afterwards.run();
			throw new WasmInstanceCreationException(name(), InstanceBudget.OF_JVM.explain(share, 1), null);
		}
		try {
			GuestInstance instance = create(this.linker.linkInstance(), memory, null);
			return new Loan(null, instance, CallerExecution.INSTANCE, this.clients, (loan) -> {
				instance.dispose();
				InstanceBudget.OF_JVM.give(share, 1);
				afterwards.run();
			});
		}
		catch (Throwable ex) {
			InstanceBudget.OF_JVM.give(share, 1);
			afterwards.run();
			throw ex;
		}
	}

	@Override
	public <E extends Exception> WasmModule snapshot(WasmAction<E> warmUp) throws E {
		requireOpen();
		StateRule.check(name(), this.guest.stateObstacle().orElse(null));
		return this.<WasmModule, E>withInstance((instance) -> {
			instance.limit(this.settings.initialization().timeout());
			Visit.<@Nullable Object, E>of(instance, this.clients, (guest) -> {
				warmUp.run(guest);
				return null;
			});
			return beginningAt(instance, true);
		});
	}

	/**
	 * Do something with an instance that is made for that.
	 */
	private <T, E extends Exception> T withInstance(InstanceWork<T, E> work) throws E {
		this.linker.link();
		Footprint share = footprint();
		if (!InstanceBudget.OF_JVM.take(share, 1)) {
			throw new WasmInstanceCreationException(name(), InstanceBudget.OF_JVM.explain(share, 1), null);
		}
		try {
			GuestInstance instance = create(this.linker.linkInstance(), null, null);
			try {
				return work.with(instance);
			}
			finally {
				instance.dispose();
			}
		}
		finally {
			InstanceBudget.OF_JVM.give(share, 1);
		}
	}

	@Override
	public WasmModule withMemory(MemoryLimits limits) {
		requireOpen();
		if (this.code.isSplit()) {
			MemoryType memory = this.source.inspect().memory(limits, this.guest);
			return this.<WasmModule, RuntimeException>withInstance((instance) -> beginningAt(instance, memory, true));
		}
		return this.runtime.compile(this.source.inspect(), this.source, this.settings.withMemory(limits),
				this.hostFunctions, this.missing);
	}

	@Override
	public void close() {
		if (!this.lent) {
			free();
		}
	}

	/**
	 * Let this be the handle of a pool, which hands it out: closing it does nothing.
	 * @return this handle, to be given back by {@link #free()}
	 */
	ModuleHandle lend() {
		this.lent = true;
		return this;
	}

	/**
	 * Give the handle back, whoever it belongs to.
	 */
	void free() {
		if (this.closed.compareAndSet(false, true)) {
			this.linker.close();
			this.split.release();
			this.code.release();
		}
	}

	/**
	 * Compile other code with the settings of this module, under its name.
	 * @param binary the bytes of a module
	 * @return a handle that the caller closes
	 */
	ModuleHandle withBinary(byte[] binary) {
		requireOpen();
		this.settings.requireDigest(name(), ModuleSource.sha256(binary));
		BinaryModule inspected = this.source.inspect(binary);
		return this.runtime.compile(inspected, inspected.source(), this.settings, this.hostFunctions, this.missing);
	}

	/**
	 * Make another handle of the same code.
	 * @return a handle that the caller closes
	 */
	ModuleHandle copy() {
		return copy(this.settings);
	}

	/**
	 * Make another handle of the same code, which keeps what a pool was told of its
	 * module: whose instances call the export that those of the module before call, if
	 * they call none by themselves, and which bytes there may be.
	 * @param before the module before
	 * @return a handle that the caller closes
	 */
	ModuleHandle copyInPlaceOf(ModuleHandle before) {
		return copy(this.settings.inPlaceOf(before.settings));
	}

	private ModuleHandle copy(ModuleSettings settings) {
		if (this.closed.get() || !this.code.retain()) {
			throw closed();
		}
		if (!this.split.retain()) {
			this.code.release();
			throw closed();
		}
		return new ModuleHandle(this.runtime, this.source, settings, this.guest, this.code, this.split,
				this.hostFunctions, this.missing);
	}

	/**
	 * Make a handle of the same code whose instances begin where one stands, without
	 * running what initialises them.
	 * @param initialised an instance of this module that no call runs in; it is as it was
	 * afterwards
	 * @param kept whether the state is of use for the next start of the application, too,
	 * so that a cache may keep what is compiled for it
	 * @return a handle that the caller closes
	 * @throws io.github.wasmpool.WasmModuleException if its state cannot be carried to
	 * others, with the reason and what would help
	 */
	ModuleHandle beginningAt(GuestInstance initialised, boolean kept) {
		return beginningAt(initialised, initialised.memoryType(), kept);
	}

	private ModuleHandle beginningAt(GuestInstance initialised, @Nullable MemoryType memory, boolean kept) {
		if (this.closed.get() || !this.split.retain()) {
			throw closed();
		}
		try {
			GuestCode seeded = this.split.beginningAt(initialised, memory, kept);
			return new ModuleHandle(this.runtime, this.source, this.settings, seeded.layout(), seeded.code(),
					this.split, this.hostFunctions, this.missing);
		}
		catch (Throwable ex) {
			this.split.release();
			throw ex;
		}
	}

	/**
	 * Whether the state that instances begin in was found in the cache.
	 */
	boolean isStateFound() {
		return this.code.isStateFound();
	}

	/**
	 * Make an instance that is not lent yet, with the limits of this module.
	 * @param links what it calls
	 * @param memory the memory it shares, or {@code null} if it has its own
	 * @param pool the pool it is made for, or {@code null} if it stands alone
	 * @return an instance that the caller disposes
	 */
	GuestInstance create(HostLinks links, @Nullable SharedMemory memory, @Nullable String pool) {
		GuestInstance instance = GuestInstance.create(this.code, this.guest, links, this.settings.initialization(),
				memory, pool);
		instance.limit(this.settings.executionTimeout());
		return instance;
	}

	/**
	 * Whether instances of a pool see one memory.
	 */
	boolean isShared() {
		return this.settings.sharedMemory();
	}

	/**
	 * Make a memory for instances to share.
	 * @param user what messages call who uses it
	 * @return a memory that the caller closes
	 */
	SharedMemory shareMemory(String user) {
		return SharedMemory.create(this.code, this.guest, this.settings.engine().memoryReservation(), user);
	}

	/**
	 * Return the layout of what was compiled.
	 */
	GuestLayout guest() {
		return this.guest;
	}

	WasmtimeRuntime runtime() {
		return this.runtime;
	}

	ModuleSettings settings() {
		return this.settings;
	}

	/**
	 * Return how the code came to be.
	 */
	Compilation compilation() {
		return this.code.compilation();
	}

	/**
	 * Return what each instance takes of the budget of the process.
	 * @return what its memory and that of its bridge take
	 */
	Footprint footprint() {
		return Footprint.of(this.guest, this.settings.engine().memoryReservation());
	}

	/**
	 * Return what each instance takes at most that begins where another one stands.
	 */
	Footprint footprintOfSnapshot() {
		return Footprint.ofAnyState(this.guest, this.settings.engine().memoryReservation());
	}

	/**
	 * Make a linker for the instances of a pool.
	 * @param functions what the module may import there, before its own functions
	 * @param source more functions, asked for late
	 * @param pool the name of the pool
	 * @param wasi what guests that import WASI see of the world
	 * @return a linker
	 */
	ImportLinker linker(List<HostFunction> functions, @Nullable Supplier<? extends Collection<HostFunction>> source,
			String pool, WasiOptions wasi) {
		List<HostFunction> candidates = new ArrayList<>(functions);
		candidates.addAll(this.hostFunctions);
		return new ImportLinker(this.guest, candidates, source, pool, wasi, this.missing,
				new HostCallShare("pool '" + pool + "'"));
	}

	/**
	 * Whether the module is a program, which begins with {@code _start}.
	 */
	boolean isCommand() {
		return ModuleBuilder.isAction(exports(), COMMAND);
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

	/**
	 * Does something with an instance.
	 */
	@FunctionalInterface
	private interface InstanceWork<T, E extends Exception> {

		T with(GuestInstance instance) throws E;

	}

}
