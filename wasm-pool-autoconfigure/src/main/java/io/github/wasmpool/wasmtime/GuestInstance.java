package io.github.wasmpool.wasmtime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import io.github.kawamuray.wasmtime.Disposable;
import io.github.kawamuray.wasmtime.Extern;
import io.github.kawamuray.wasmtime.Func;
import io.github.kawamuray.wasmtime.Instance;
import io.github.kawamuray.wasmtime.Memory;
import io.github.kawamuray.wasmtime.Store;
import io.github.kawamuray.wasmtime.WasmFunctions;
import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.WasmGlobal;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.WasmPoolListener;
import io.github.wasmpool.WasmTrapException.Site;
import io.github.wasmpool.binary.GuestLayout;
import io.github.wasmpool.bridge.Bridge;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.type.MemoryType;
import io.github.wasmpool.type.Wording;
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

	private final GuestLayout guest;

	private final @Nullable String pool;

	private final HostLinks links;

	private final Store<Void> store;

	/** All there are, the store last, but for the clock. */
	private final Deque<Disposable> handles;

	private final @Nullable SharedMemory shared;

	private final Crossing crossing;

	private final boolean keepsGlobals;

	private int countedPages;

	private final Dispatcher dispatcher;

	private final GuestExports exports;

	private final OwnMemory ownMemory;

	private @Nullable WasmMemory memory;

	private @Nullable Object attachment;

	private @Nullable InPlace inPlace;

	private GuestInstance(CompiledModule code, GuestLayout guest, HostLinks links, Initialization initialization,
			@Nullable SharedMemory shared, @Nullable String pool, Deque<Disposable> handles) {
		this.code = code;
		this.guest = guest;
		this.pool = pool;
		this.keepsGlobals = guest.state().isPresent();
		this.links = links;
		this.shared = shared;
		this.handles = handles;
		added(code.keepTime());
		this.store = added(code.newStore());
		Deadline deadline = new Deadline(this.store, code, initialization.timeout());
		deadline.begin(false);
		Instance instance = (shared == null) ? added(code.newInstance(this.store)) : null;
		Func lookup = (instance != null) ? export(instance, guest.lookup())
				: added(Objects.requireNonNull(shared).instantiate(this.store, guest.lookup()));
		this.crossing = link(lookup, deadline, initialization.maxHostCalls());
		this.dispatcher = new Dispatcher(this, links, this.crossing);
		this.exports = new GuestExports(guest, this.crossing, code.bridge());
		this.ownMemory = new OwnMemory(guest, this.store, instance, this.crossing, this.exports);
		added(this.ownMemory.handle());
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
		return new Crossing(this.store, enter, frame, deadline, this.links.hostCalls(), this.code.guestStack(),
				maxHostCalls, this::site);
	}

	private Site site() {
		int ceiling = this.guest.ownMemory().isPresent() ? this.guest.memory().map(MemoryType::maxPages).orElse(0) : 0;
		long inUse = (ceiling > 0) ? this.ownMemory.pagesAtFailure() : 0;
		return new Site(this.pool, this.guest.name(), inUse * MemoryLimits.PAGE_SIZE,
				(long) ceiling * MemoryLimits.PAGE_SIZE);
	}

	/**
	 * Be called by the guest. Linking it does not do so.
	 */
	private void dispatch() {
		this.dispatcher.dispatch();
	}

	private Func export(Instance instance, String name) {
		return added(instance.getFunc(this.store, name)
			.orElseThrow(() -> new IllegalStateException("The engine knows no function '" + Wording.name(name) + "'")));
	}

	private <T extends Disposable> T added(T handle) {
		this.handles.push(handle);
		return handle;
	}

	/**
	 * Make an instance and run its start function, its {@code _initialize} and its
	 * configured initialiser, in this order; or none of them, if the code begins with the
	 * state of an instance that was initialised.
	 * @param code the compiled code, of which the caller is a user
	 * @param guest what was compiled
	 * @param links what the instance calls; closed with it
	 * @param initialization how the instance is made ready
	 * @return a new instance that the caller disposes
	 * @throws WasmInstanceCreationException if that fails; nothing is left behind
	 */
	public static GuestInstance create(CompiledModule code, GuestLayout guest, HostLinks links,
			Initialization initialization) {
		return create(code, guest, links, initialization, null, null);
	}

	/**
	 * Make an instance that may see a memory together with others, and run its start
	 * function, its {@code _initialize} and its configured initialiser, in this order.
	 * @param code the compiled code, of which the caller is a user
	 * @param guest what was compiled
	 * @param links what the instance calls; closed with it
	 * @param initialization how the instance is made ready
	 * @param shared the memory, or {@code null} for one of its own
	 * @param pool the pool it is made for, or {@code null} if it stands alone
	 * @return a new instance that the caller disposes
	 * @throws WasmInstanceCreationException if that fails; nothing is left behind
	 */
	public static GuestInstance create(CompiledModule code, GuestLayout guest, HostLinks links,
			Initialization initialization, @Nullable SharedMemory shared, @Nullable String pool) {
		if (!code.retain()) {
			links.close();
			throw new IllegalStateException("Module '" + guest.name() + "' is closed");
		}
		Deque<Disposable> handles = new ArrayDeque<>();
		try {
			StackReserve.requireFor(code.guestStack());
			GuestInstance created = new GuestInstance(code, guest, links, initialization, shared, pool, handles);
			created.begin(initialization.export());
			return created;
		}
		catch (Throwable ex) {
			free(handles, code, links);
			if (ex instanceof Error error) {
				throw error;
			}
			throw new WasmInstanceCreationException(guest.name(), Traps.said(ex), Traps.cause(ex));
		}
	}

	private void begin(@Nullable String export) {
		Beginning beginning = this.code.beginning();
		if (beginning != null) {
			beginning.setGlobals(this.exports);
			return;
		}
		this.guest.startFunction().ifPresent((callable) -> this.exports.run(WasmException.START_FUNCTION, callable));
		this.guest.initializer().ifPresent((callable) -> this.exports.run(GuestExports.INITIALIZER, callable));
		if (export != null) {
			function(export).callVoid();
		}
	}

	/**
	 * Let somebody know of each further call.
	 * @param listener throws nothing, or {@code null} for nobody
	 */
	public void tell(@Nullable WasmPoolListener listener) {
		this.crossing.tell(listener);
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
		return this.exports.function(export);
	}

	/**
	 * Look up the memory.
	 * @return the export named {@code memory}, else the only one
	 */
	public WasmMemory memory() {
		WasmMemory memory = this.memory;
		if (memory == null) {
			memory = (this.shared != null) ? this.shared.memory() : guestMemory();
			this.memory = memory;
		}
		return memory;
	}

	private GuestMemory guestMemory() {
		if (this.guest.mainMemory().isEmpty()) {
			throw this.exports.missing("memory", MemoryType.class, "memory");
		}
		return new GuestMemory(this, this.store, this.ownMemory.memory(), this.guest.memory().orElseThrow());
	}

	/**
	 * Look up an exported memory.
	 * @param export its name
	 * @return the memory, of which a module has one at most
	 */
	public WasmMemory memory(String export) {
		this.exports.require(export, MemoryType.class, "memory");
		return memory();
	}

	/**
	 * Look up an exported global; resolved once.
	 * @param export its name
	 * @return the global
	 */
	public WasmGlobal global(String export) {
		return this.exports.global(export);
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
	 * Begin a loan. To be called when no call runs.
	 */
	public void beginLoan() {
		if (this.inPlace != null) {
			this.inPlace.begin();
		}
	}

	/**
	 * Put the instance back into the state in which it began, if a {@link RestorePoint}
	 * has adopted it. To be called when no call runs.
	 * @return {@code null} if it begins anew, else why it cannot be lent again
	 */
	public @Nullable RetirementReason restore() {
		RetirementReason failure = failure();
		if (failure == RetirementReason.TRAP || failure == RetirementReason.TIMEOUT) {
			return failure;
		}
		RetirementReason obstacle = (this.inPlace != null) ? this.inPlace.restore() : RetirementReason.NOT_RESTORABLE;
		return (obstacle == RetirementReason.NOT_RESTORABLE && failure != null) ? failure : obstacle;
	}

	/**
	 * Tell what went wrong inside.
	 * @return why the instance cannot go on, or {@code null} if the guest is in a state
	 * it reached by itself
	 */
	public @Nullable RetirementReason failure() {
		return this.crossing.retirement();
	}

	/**
	 * Report what was called since this was done last.
	 * @param counts gets the numbers
	 */
	public void report(CallCounts counts) {
		this.crossing.report(counts);
	}

	void restoreBy(InPlace inPlace) {
		this.inPlace = inPlace;
	}

	/**
	 * Return what it was made of, which lives at least as long: code, and the state that
	 * new instances of it begin in.
	 */
	CompiledModule made() {
		return this.code;
	}

	@Nullable InPlace inPlace() {
		return this.inPlace;
	}

	/**
	 * Whether this instance differs in nothing but its state from another one, in whose
	 * place it may be: it runs the same code with a memory of the same sizes, and takes
	 * no more mappings of the process.
	 */
	boolean isLike(GuestInstance other) {
		return this.code.module() == other.code.module() && this.guest.memory().equals(other.guest.memory())
				&& this.guest.reserve() == other.guest.reserve() && pages() == other.pages()
				&& Footprint.mappingsOfMemory(this.guest) <= Footprint.mappingsOfMemory(other.guest);
	}

	/**
	 * Begin anew, but for the memory, which has been put back. The globals are put back
	 * when the guest is entered.
	 * @param pages the pages it begins with
	 */
	void beginAnew(int pages) {
		this.links.beginAnew();
		this.crossing.beginAnew(pages, this.keepsGlobals);
	}

	/**
	 * Whether the guest has called the host.
	 */
	boolean calledHost() {
		return this.crossing.calledHost();
	}

	/**
	 * Return its functions and globals.
	 */
	GuestExports exports() {
		return this.exports;
	}

	/**
	 * Return the memory it has for itself.
	 */
	OwnMemory ownMemory() {
		return this.ownMemory;
	}

	String name() {
		return this.guest.name();
	}

	GuestLayout guest() {
		return this.guest;
	}

	/**
	 * Return what went wrong inside.
	 * @return the first failure, or {@code null} if there was none
	 */
	public @Nullable WasmException firstFailure() {
		return this.crossing.failure();
	}

	/**
	 * Return the memory it has for itself, as the guest is told now.
	 * @return its size and its ceiling, or {@code null} if there is none
	 */
	public @Nullable MemoryType memoryType() {
		return this.guest.memory().map((begun) -> new MemoryType(pages(), begun.maxPages(), false)).orElse(null);
	}

	/**
	 * Return the size of the memory as the guest is told, as it was when the guest was
	 * left.
	 * @return the pages
	 */
	int pages() {
		return this.ownMemory.pages();
	}

	/**
	 * Count the memory, as the guest is told, which is not shared with others.
	 * @return the pages that were not counted before; negative if it became smaller
	 */
	public int countPages() {
		int before = this.countedPages;
		this.countedPages = this.ownMemory.isThere() ? pages() : 0;
		return this.countedPages - before;
	}

	/**
	 * Return the pages as they were counted last.
	 */
	public int countedPages() {
		return this.countedPages;
	}

	/**
	 * Return by how many pages the memory has grown, as the guest is told.
	 * @return the pages
	 */
	public int grownBy() {
		return this.ownMemory.grownBy();
	}

	/**
	 * Free everything, the store last. To be called once, when no call runs.
	 */
	public void dispose() {
		try {
			free(this.handles, this.code, this.links);
		}
		finally {
			if (this.inPlace != null) {
				this.inPlace.release();
			}
		}
	}

	private static void free(Deque<Disposable> handles, CompiledModule code, HostLinks links) {
		if (code.bridge().needsDispatcher()) {
			// Freeing the dispatcher calls Java
			StackReserve.runWithRoom(() -> freeNow(handles, code, links));
		}
		else {
			freeNow(handles, code, links);
		}
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
