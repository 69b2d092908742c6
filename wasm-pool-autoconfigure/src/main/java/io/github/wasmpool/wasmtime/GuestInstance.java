package io.github.wasmpool.wasmtime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.kawamuray.wasmtime.Disposable;
import io.github.kawamuray.wasmtime.Func;
import io.github.kawamuray.wasmtime.Instance;
import io.github.kawamuray.wasmtime.Memory;
import io.github.kawamuray.wasmtime.Store;
import io.github.kawamuray.wasmtime.Val;
import io.github.wasmpool.NoSuchExportException;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.WasmGlobal;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.binary.GuestBinary;
import io.github.wasmpool.type.ExportType;
import io.github.wasmpool.type.ExternType;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.GlobalType;
import io.github.wasmpool.type.MemoryType;
import io.github.wasmpool.type.ValueType;
import org.jspecify.annotations.Nullable;

/**
 * An instance in a store of its own, with all native handles that belong to it.
 *
 * <p>
 * Not thread-safe: whoever lends it sees to it that one thread uses it at a time, and
 * that nobody does once it is disposed. What it hands out is bound to it in the same way.
 */
public final class GuestInstance {

	private final CompiledModule code;

	private final GuestBinary guest;

	private final Store<Void> store;

	private final Deadline deadline;

	private final Map<String, GuestFunction> functions = new HashMap<>();

	private final Map<String, GuestMemory> memories = new HashMap<>();

	private final Map<String, GuestGlobal> globals = new HashMap<>();

	private final Deque<Disposable> handles = new ArrayDeque<>();

	private final Instance instance;

	private int entries;

	private @Nullable WasmException failure;

	private GuestInstance(CompiledModule code, GuestBinary guest, Store<Void> store, Duration initializationTimeout) {
		this.code = code;
		this.guest = guest;
		this.store = store;
		this.deadline = new Deadline(store, code, initializationTimeout);
		this.instance = code.newInstance(store);
		this.handles.push(this.instance);
	}

	/**
	 * Make an instance and run its start function, its {@code _initialize} and its
	 * configured initialiser, in this order.
	 * @param code the compiled code, of which the caller is a user
	 * @param guest what was compiled
	 * @param initialization how the instance is made ready
	 * @return a new instance that the caller disposes
	 * @throws WasmInstanceCreationException if that fails; nothing is left behind
	 */
	public static GuestInstance create(CompiledModule code, GuestBinary guest, Initialization initialization) {
		if (!code.retain()) {
			throw new IllegalStateException("Module '" + guest.name() + "' is closed");
		}
		Store<Void> store = null;
		GuestInstance created = null;
		try {
			store = code.newStore();
			created = new GuestInstance(code, guest, store, initialization.timeout());
			created.initialize(initialization.export());
			return created;
		}
		catch (Throwable ex) {
			if (created != null) {
				created.dispose();
			}
			else {
				if (store != null) {
					store.dispose();
				}
				code.release();
			}
			if (ex instanceof Error error) {
				throw error;
			}
			throw new WasmInstanceCreationException(guest.name(), String.valueOf(ex.getMessage()), ex);
		}
	}

	private void initialize(@Nullable String export) {
		FunctionType nothing = FunctionType.of(List.of(), List.of());
		this.guest.startFunction().ifPresent((name) -> resolve("the start function", nothing, name).callVoid());
		this.guest.initializer().ifPresent((name) -> resolve("_initialize", nothing, name).callVoid());
		if (export != null) {
			function(export).callVoid();
		}
	}

	/**
	 * Limit the time of each further entry into the guest.
	 * @param timeout a positive time
	 */
	public void limit(Duration timeout) {
		this.deadline.limit(timeout);
	}

	/**
	 * Whether the guest is in a state it reached by itself.
	 * @return {@code false} after a trap, a timeout or any other failure inside the guest
	 */
	public boolean isHealthy() {
		return this.failure == null;
	}

	/**
	 * Look up an exported function; resolved once.
	 * @param export its name
	 * @return the function
	 */
	public WasmFunction function(String export) {
		GuestFunction known = this.functions.get(export);
		if (known != null) {
			return known;
		}
		FunctionType type = exportOf(export, FunctionType.class, "function");
		GuestFunction function = resolve(export, type, this.guest.exportName(export));
		this.functions.put(export, function);
		return function;
	}

	/**
	 * Look up the memory.
	 * @return the export named {@code memory}, else the only one
	 */
	public WasmMemory memory() {
		String name = this.guest.mainMemory()
			.orElseThrow(
					() -> new NoSuchExportException(this.guest.name(), "memory", "memory", namesOf(MemoryType.class)));
		return memoryAt(name);
	}

	/**
	 * Look up an exported memory.
	 * @param export its name
	 * @return the memory
	 */
	public WasmMemory memory(String export) {
		exportOf(export, MemoryType.class, "memory");
		return memoryAt(this.guest.exportName(export));
	}

	/**
	 * Look up an exported global; resolved once.
	 * @param export its name
	 * @return the global
	 */
	public WasmGlobal global(String export) {
		GuestGlobal known = this.globals.get(export);
		if (known != null) {
			return known;
		}
		GlobalType type = exportOf(export, GlobalType.class, "global");
		if (!type.type().isNumeric()) {
			throw new IllegalArgumentException("Global '" + export + "' of module '" + this.guest.name() + "' is a "
					+ type.type() + ", which does not cross into Java");
		}
		List<ValueType> value = List.of(type.type());
		GuestFunction getter = resolve(export, FunctionType.of(List.of(), value), this.guest.getter(export));
		GuestFunction setter = this.guest.setter(export)
			.map((name) -> resolve(export, FunctionType.of(value, List.of()), name))
			.orElse(null);
		GuestGlobal global = new GuestGlobal(export, type, getter, setter);
		this.globals.put(export, global);
		return global;
	}

	/**
	 * Enter the guest.
	 * @param function what is called, for messages
	 * @param target the native function
	 * @param args the converted arguments
	 * @return the results
	 */
	Val[] enter(String function, Func target, Val[] args) {
		if (this.failure != null) {
			throw new IllegalStateException("'" + function + "' was not called: " + this.failure.getMessage()
					+ "; the instance is not used again, acquire another");
		}
		this.deadline.begin();
		boolean returned = false;
		try {
			Val[] results = target.call(this.store, args);
			returned = true;
			return results;
		}
		catch (RuntimeException ex) {
			this.failure = Traps.translate(function, this.deadline.limit(), ex);
			throw this.failure;
		}
		finally {
			this.entries++;
			if (!returned && this.failure == null) {
				this.failure = new WasmException("'" + function + "' ended with an error");
			}
		}
	}

	/**
	 * Count the entries into the guest: what was known of its memory is stale after each.
	 * @return a number that changes with each entry
	 */
	int entries() {
		return this.entries;
	}

	/**
	 * Note that a memory grows from outside: what was known of it is stale then, too,
	 * under whatever name.
	 */
	void grows() {
		this.entries++;
	}

	/**
	 * Free everything, the store last. To be called once, when no call runs.
	 */
	public void dispose() {
		try {
			this.handles.forEach(Disposable::dispose);
		}
		finally {
			this.store.dispose();
			this.code.release();
		}
	}

	private GuestFunction resolve(String label, FunctionType type, String binaryName) {
		Func func = this.instance.getFunc(this.store, binaryName)
			.orElseThrow(() -> new IllegalStateException("The engine knows no function '" + binaryName + "'"));
		this.handles.push(func);
		return new GuestFunction(this, label, type, func);
	}

	private GuestMemory memoryAt(String export) {
		return this.memories.computeIfAbsent(export, (name) -> {
			Memory memory = this.instance.getMemory(this.store, name)
				.orElseThrow(() -> new IllegalStateException("The engine knows no memory '" + name + "'"));
			this.handles.push(memory);
			return new GuestMemory(this, this.store, memory, this.guest.memory().orElseThrow());
		});
	}

	private <T extends ExternType> T exportOf(String name, Class<T> type, String kind) {
		for (ExportType export : this.guest.exports()) {
			if (export.name().equals(name) && type.isInstance(export.type())) {
				return type.cast(export.type());
			}
		}
		throw new NoSuchExportException(this.guest.name(), kind, name, namesOf(type));
	}

	private List<String> namesOf(Class<? extends ExternType> type) {
		return this.guest.exports()
			.stream()
			.filter((export) -> type.isInstance(export.type()))
			.map(ExportType::name)
			.toList();
	}

	/**
	 * How an instance is made ready.
	 *
	 * @param timeout how long each step may take
	 * @param export an exported function to call last, or {@code null} for none
	 */
	public record Initialization(Duration timeout, @Nullable String export) {

	}

}
