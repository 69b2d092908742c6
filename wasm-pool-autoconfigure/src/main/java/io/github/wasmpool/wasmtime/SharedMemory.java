package io.github.wasmpool.wasmtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;

import io.github.kawamuray.wasmtime.Disposable;
import io.github.kawamuray.wasmtime.Extern;
import io.github.kawamuray.wasmtime.Func;
import io.github.kawamuray.wasmtime.Instance;
import io.github.kawamuray.wasmtime.Linker;
import io.github.kawamuray.wasmtime.Memory;
import io.github.kawamuray.wasmtime.Module;
import io.github.kawamuray.wasmtime.Store;
import io.github.wasmpool.SharedWasmMemory;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.binary.GuestLayout;
import io.github.wasmpool.binary.SharedMemoryModule;
import io.github.wasmpool.bridge.SharedAccess;
import io.github.wasmpool.type.MemoryType;
import io.github.wasmpool.type.Wording;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A memory that several instances see, each in a store of its own, and Java through one
 * more. The binding has no type for it, and its linker cannot hand it out, but can link
 * what imports it to what exports it; so this linker makes the instances.
 *
 * <p>
 * All it ever knew stays in the linker: some hundred bytes for each instance, until the
 * memory is closed. Instances may outlive it.
 *
 * <p>
 * Thread-safe.
 */
public final class SharedMemory implements AutoCloseable {

	/** 3 to 4 MB of native memory. */
	private static final long NOTEWORTHY_INSTANCES = 10_000;

	private static final Logger logger = LoggerFactory.getLogger(SharedMemory.class);

	private final CompiledModule code;

	private final String name;

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<Disposable> handles = new ArrayDeque<>();

	private final Footprint footprint;

	private final Linker linker;

	private final SharedAccessor accessor;

	private volatile long instances;

	/** Guarded by the lock. */
	private boolean closed;

	private SharedMemory(CompiledModule code, GuestLayout guest, String name, Footprint footprint) {
		this.code = code;
		this.name = name;
		this.footprint = footprint;
		MemoryType memory = guest.memory().orElseThrow();
		byte[] owner = guest.sharedMemory().orElseThrow();
		try {
			this.linker = added(code.newLinker());
			Store<Void> ownerStore = added(code.newTimelessStore());
			this.linker.module(ownerStore, SharedMemoryModule.MODULE, added(code.compile("the shared memory", owner)));
			this.accessor = access(memory);
		}
		catch (Throwable ex) {
			this.handles.forEach(Disposable::dispose);
			throw ex;
		}
	}

	private SharedAccessor access(MemoryType type) {
		Store<Void> store = added(this.code.newTimelessStore());
		Module primitives = added(this.code.compile("the access to the shared memory", SharedAccess.primitives(type)));
		this.linker.module(store, SharedAccess.ENTER, primitives);
		List<Extern> links = new ArrayList<>();
		for (String link : SharedAccess.links()) {
			links.add(Extern.fromFunc(added(function(store, SharedAccess.ENTER, link))));
		}
		Module operations = added(this.code.compile("the frame of the shared memory", SharedAccess.operations()));
		Instance instance = added(new Instance(store, operations, links));
		Func enter = added(instance.getFunc(store, SharedAccess.ENTER).orElseThrow());
		Memory memory = instance.getMemory(store, SharedAccess.FRAME).orElseThrow();
		Integer max = type.maxPages();
		SharedAccessor accessor = new SharedAccessor(this, store, enter, memory.buffer(store),
				(max != null) ? max : type.minPages());
		memory.dispose();
		accessor.pages();
		return accessor;
	}

	/**
	 * Make a memory, and write into it what the guest's binary says.
	 * @param code the compiled code of the guest, of which the caller is a user
	 * @param guest what was compiled
	 * @param reservation the address space of each memory
	 * @param name what messages call the user of the memory
	 * @return a new memory that the caller closes
	 * @throws WasmInstanceCreationException if there is no room for it, or its data does
	 * not fit into it
	 */
	public static SharedMemory create(CompiledModule code, GuestLayout guest, MemoryReservation reservation,
			String name) {
		Footprint footprint = Footprint.ofShared(guest, reservation);
		if (!InstanceBudget.OF_JVM.take(footprint, 1)) {
			throw new WasmInstanceCreationException(name, InstanceBudget.OF_JVM.explain(footprint, 1), null);
		}
		boolean retained = code.retain();
		try {
			if (!retained) {
				throw new IllegalStateException("Module '" + guest.name() + "' is closed");
			}
			return new SharedMemory(code, guest, name, footprint);
		}
		catch (Throwable ex) {
			InstanceBudget.OF_JVM.give(footprint, 1);
			if (retained) {
				code.release();
			}
			if (ex instanceof RuntimeException) {
				throw new WasmInstanceCreationException(name, "the shared memory: " + Traps.said(ex), Traps.cause(ex));
			}
			throw ex;
		}
	}

	private <T extends Disposable> T added(T handle) {
		this.handles.push(handle);
		return handle;
	}

	private Func function(Store<Void> store, String module, String export) {
		return this.linker.get(store, module, export)
			.orElseThrow(() -> new IllegalStateException("The engine knows no function '" + Wording.name(export) + "'"))
			.func();
	}

	/**
	 * Make an instance that sees this memory.
	 * @param store an empty store of the guest's code
	 * @param export the one function the instance exports
	 * @return that function, which the caller disposes before the store
	 * @throws IllegalStateException if the memory is closed
	 */
	Func instantiate(Store<Void> store, String export) {
		this.lock.lock();
		try {
			requireOpen();
			long number = this.instances + 1;
			this.instances = number;
			String unique = Long.toString(number);
			this.linker.module(store, unique, this.code.module());
			if (number % NOTEWORTHY_INSTANCES == 0) {
				warn(number);
			}
			return function(store, unique, export);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void warn(long number) {
		logger.warn("Pool '{}' has made {} instances on its shared memory. Each leaves about 350 bytes of native memory"
				+ " behind until the pool is closed. Find out why instances fail, or close the pool and"
				+ " build it again from time to time", this.name, String.format(Locale.ROOT, "%,d", number));
	}

	/**
	 * Return how many instances were made, failed attempts included.
	 */
	long instances() {
		return this.instances;
	}

	/**
	 * Return what Java can do with the memory.
	 * @return the memory, of no use once this is closed
	 */
	public SharedWasmMemory access() {
		return this.accessor;
	}

	/**
	 * Return how large the memory was when Java used it last. Never waits.
	 * @return the bytes; zero once this is closed
	 */
	public long knownSize() {
		return this.accessor.knownSize();
	}

	/**
	 * Return the memory as an instance has it.
	 */
	WasmMemory memory() {
		return new SharedGuestMemory(this.accessor);
	}

	private void requireOpen() {
		if (this.closed) {
			throw new IllegalStateException("The shared memory of '" + this.name + "' is closed");
		}
	}

	String name() {
		return this.name;
	}

	/**
	 * Free what belongs to the memory, after what Java does with it now. Instances that
	 * are left go on seeing it. Further calls have no effect.
	 */
	@Override
	public void close() {
		this.lock.lock();
		try {
			if (this.closed) {
				return;
			}
			this.closed = true;
			this.accessor.close();
			this.handles.forEach(Disposable::dispose);
			InstanceBudget.OF_JVM.give(this.footprint, 1);
			this.code.release();
		}
		finally {
			this.lock.unlock();
		}
	}

}
