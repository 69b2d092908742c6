package io.github.wasmpool.wasmtime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import io.github.kawamuray.wasmtime.Disposable;
import io.github.kawamuray.wasmtime.Extern;
import io.github.kawamuray.wasmtime.Func;
import io.github.kawamuray.wasmtime.Instance;
import io.github.kawamuray.wasmtime.Memory;
import io.github.kawamuray.wasmtime.Store;
import io.github.kawamuray.wasmtime.WasmFunctions;
import io.github.wasmpool.NoSuchExportException;
import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.WasmGlobal;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.binary.GuestBinary;
import io.github.wasmpool.bridge.Bridge;
import io.github.wasmpool.type.ExportType;
import io.github.wasmpool.type.ExternType;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.GlobalType;
import io.github.wasmpool.type.MemoryType;
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

	private final HostLinks links;

	private final Store<Void> store;

	/** All there are, the store last. */
	private final Deque<Disposable> handles;

	private final @Nullable Instance instance;

	private final @Nullable SharedMemory shared;

	private final Crossing crossing;

	private final Dispatcher dispatcher;

	private final Columns columns;

	private final Map<String, GuestFunction> functions = new HashMap<>();

	private final Map<String, GuestGlobal> globals = new HashMap<>();

	private @Nullable WasmMemory memory;

	private @Nullable Object attachment;

	private GuestInstance(CompiledModule code, GuestBinary guest, HostLinks links, Initialization initialization,
			@Nullable SharedMemory shared, Deque<Disposable> handles) {
		this.code = code;
		this.guest = guest;
		this.links = links;
		this.shared = shared;
		this.handles = handles;
		this.store = added(code.newStore());
		Deadline deadline = new Deadline(this.store, code, initialization.timeout());
		deadline.begin();
		Func lookup;
		if (shared != null) {
			this.instance = null;
			lookup = added(shared.instantiate(this.store, guest.lookup()));
		}
		else {
			Instance instance = added(code.newInstance(this.store));
			this.instance = instance;
			lookup = export(instance, guest.lookup());
		}
		this.crossing = link(lookup, deadline, initialization.maxHostCalls());
		this.dispatcher = new Dispatcher(this, links, this.crossing);
		this.columns = new Columns(this.crossing, code.bridge());
	}

	/**
	 * Instantiate the companion, which links the guest.
	 * @param lookup the function of the guest that hands out what can be called
	 * @param deadline the time limit of the store
	 * @param maxHostCalls how many host calls an entry may make
	 * @return the way into the guest
	 */
	private Crossing link(Func lookup, Deadline deadline, int maxHostCalls) {
		List<Extern> externs = new ArrayList<>();
		externs.add(Extern.fromFunc(lookup));
		if (this.code.bridge().needsDispatcher()) {
			externs.add(Extern.fromFunc(added(WasmFunctions.wrap(this.store, this::dispatch))));
		}
		Instance companion = added(this.code.newCompanion(this.store, externs));
		Func enter = export(companion, Bridge.ENTER);
		Memory memory = companion.getMemory(this.store, Bridge.FRAME).orElseThrow();
		Frame frame = new Frame(memory.buffer(this.store));
		memory.dispose();
		return new Crossing(this.store, enter, frame, deadline, this.code.guestStack(), maxHostCalls);
	}

	/**
	 * Be called by the guest. Linking it does not do so.
	 */
	private void dispatch() {
		this.dispatcher.dispatch();
	}

	private Func export(Instance instance, String name) {
		return added(instance.getFunc(this.store, name)
			.orElseThrow(() -> new IllegalStateException("The engine knows no function '" + name + "'")));
	}

	private <T extends Disposable> T added(T handle) {
		this.handles.push(handle);
		return handle;
	}

	/**
	 * Make an instance and run its start function, its {@code _initialize} and its
	 * configured initialiser, in this order.
	 * @param code the compiled code, of which the caller is a user
	 * @param guest what was compiled
	 * @param links what the instance calls; closed with it
	 * @param initialization how the instance is made ready
	 * @return a new instance that the caller disposes
	 * @throws WasmInstanceCreationException if that fails; nothing is left behind
	 */
	public static GuestInstance create(CompiledModule code, GuestBinary guest, HostLinks links,
			Initialization initialization) {
		return create(code, guest, links, initialization, null);
	}

	/**
	 * Make an instance that may see a memory together with others, and run its start
	 * function, its {@code _initialize} and its configured initialiser, in this order.
	 * @param code the compiled code, of which the caller is a user
	 * @param guest what was compiled
	 * @param links what the instance calls; closed with it
	 * @param initialization how the instance is made ready
	 * @param shared the memory, or {@code null} for one of its own
	 * @return a new instance that the caller disposes
	 * @throws WasmInstanceCreationException if that fails; nothing is left behind
	 */
	public static GuestInstance create(CompiledModule code, GuestBinary guest, HostLinks links,
			Initialization initialization, @Nullable SharedMemory shared) {
		if (!code.retain()) {
			throw new IllegalStateException("Module '" + guest.name() + "' is closed");
		}
		Deque<Disposable> handles = new ArrayDeque<>();
		try {
			StackReserve.requireFor(code.guestStack());
			GuestInstance created = new GuestInstance(code, guest, links, initialization, shared, handles);
			created.initialize(initialization.export());
			return created;
		}
		catch (Throwable ex) {
			free(handles, code, links);
			if (ex instanceof Error error) {
				throw error;
			}
			throw new WasmInstanceCreationException(guest.name(), String.valueOf(ex.getMessage()), ex);
		}
	}

	private void initialize(@Nullable String export) {
		FunctionType nothing = FunctionType.of(List.of(), List.of());
		this.guest.startFunction()
			.ifPresent((callable) -> callable("the start function", nothing, callable).callVoid());
		this.guest.initializer().ifPresent((callable) -> callable("_initialize", nothing, callable).callVoid());
		if (export != null) {
			function(export).callVoid();
		}
	}

	/**
	 * Limit the time of each further entry into the guest.
	 * @param timeout a positive time
	 */
	public void limit(Duration timeout) {
		this.crossing.limit(timeout);
	}

	/**
	 * Limit the host calls of each further entry into the guest.
	 * @param maxHostCalls a positive number
	 */
	public void limitHostCalls(int maxHostCalls) {
		this.crossing.limitHostCalls(maxHostCalls);
	}

	/**
	 * Whether the time of the entry that is running is up.
	 * @return {@code true} if the guest will be stopped as soon as it goes on
	 */
	public boolean isOverdue() {
		return this.crossing.isOverdue();
	}

	/**
	 * Return what the instance calls.
	 * @return the links it was made with
	 */
	public HostLinks links() {
		return this.links;
	}

	/**
	 * Whether the guest is in a state it reached by itself.
	 * @return {@code false} after a trap, a timeout or any other failure inside the guest
	 */
	public boolean isHealthy() {
		return this.crossing.failure() == null;
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
		GuestFunction function = callable(export, type, this.guest.function(export).orElse(GuestFunction.NOT_CALLABLE));
		this.functions.put(export, function);
		return function;
	}

	/**
	 * Look up the memory.
	 * @return the export named {@code memory}, else the only one
	 */
	public WasmMemory memory() {
		if (this.memory == null && this.shared != null) {
			this.memory = this.shared.memory();
		}
		if (this.memory == null) {
			String name = this.guest.mainMemory()
				.orElseThrow(() -> new NoSuchExportException(this.guest.name(), "memory", "memory",
						namesOf(MemoryType.class)));
			this.memory = memoryAt(name);
		}
		return this.memory;
	}

	/**
	 * Look up an exported memory.
	 * @param export its name
	 * @return the memory, of which a module has one at most
	 */
	public WasmMemory memory(String export) {
		exportOf(export, MemoryType.class, "memory");
		return memory();
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
		GuestFunction getter = this.guest.getter(export)
			.map((callable) -> callable(export, FunctionType.of(List.of(), List.of(type.type())), callable))
			.orElseThrow(() -> new IllegalArgumentException("Global '" + export + "' of module '" + this.guest.name()
					+ "' is a " + type.type() + ", which does not cross into Java"));
		GuestFunction setter = this.guest.setter(export)
			.map((callable) -> callable(export, FunctionType.of(List.of(type.type()), List.of()), callable))
			.orElse(null);
		GuestGlobal global = new GuestGlobal(export, type, getter, setter);
		this.globals.put(export, global);
		return global;
	}

	/**
	 * Return what the user of the instance attached to it. There is one attachment, and
	 * it lives as long as the instance.
	 * @param type its type
	 * @param create makes it, if there is none yet
	 * @param <T> its type
	 * @return the attachment
	 */
	public <T> T attachment(Class<T> type, Function<GuestInstance, T> create) {
		Object attachment = this.attachment;
		if (attachment == null) {
			attachment = create.apply(this);
			this.attachment = attachment;
		}
		return type.cast(attachment);
	}

	/**
	 * Return the size of the memory, as it was when the guest was left.
	 * @return the pages
	 */
	int pages() {
		return this.crossing.frame().pages();
	}

	/**
	 * Note the size of the memory.
	 * @param pages its pages
	 */
	void pages(int pages) {
		this.crossing.frame().pages(pages);
	}

	/**
	 * Free everything, the store last. To be called once, when no call runs.
	 */
	public void dispose() {
		free(this.handles, this.code, this.links);
	}

	private static void free(Deque<Disposable> handles, CompiledModule code, HostLinks links) {
		StackReserve.runWithRoom(() -> freeNow(handles, code, links));
	}

	private static void freeNow(Deque<Disposable> handles, CompiledModule code, HostLinks links) {
		try {
			handles.forEach(Disposable::dispose);
		}
		finally {
			code.release();
			links.close();
		}
	}

	private GuestFunction callable(String name, FunctionType type, int callable) {
		return new GuestFunction(this.crossing, this.columns, name, type, callable, this.code.bridge());
	}

	private GuestMemory memoryAt(String export) {
		Memory memory = added(Optional.ofNullable(this.instance)
			.flatMap((instance) -> instance.getMemory(this.store, export))
			.orElseThrow(() -> new IllegalStateException("The engine knows no memory '" + export + "'")));
		return new GuestMemory(this, this.store, memory, this.guest.memory().orElseThrow());
	}

	private <T extends ExternType> T exportOf(String name, Class<T> type, String kind) {
		ExportType export = this.guest.export(name).orElse(null);
		if (export != null && type.isInstance(export.type())) {
			return type.cast(export.type());
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
	 * @param maxHostCalls how many host calls each step may make
	 */
	public record Initialization(Duration timeout, @Nullable String export, int maxHostCalls) {

	}

}
