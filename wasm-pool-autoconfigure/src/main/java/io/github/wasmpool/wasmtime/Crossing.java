package io.github.wasmpool.wasmtime;

import java.time.Duration;
import java.util.function.Supplier;

import io.github.kawamuray.wasmtime.Func;
import io.github.kawamuray.wasmtime.Store;
import io.github.kawamuray.wasmtime.Val;
import io.github.wasmpool.CallOutcome;
import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmExitException;
import io.github.wasmpool.WasmPoolListener;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.WasmTrapException.Code;
import io.github.wasmpool.WasmTrapException.Site;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * The one way into a guest: watches over its time, and lets nobody in once something went
 * wrong inside.
 *
 * <p>
 * Entries nest where a host function calls the guest that called it. The time, and the
 * number of host calls, are those of the outermost entry. Columns take several entries,
 * one after the other, with one time limit.
 */
final class Crossing {

	private static final Val[] NOTHING = {};

	/** How many host calls are taken at once at first, and twice as many each time. */
	private static final int FEWEST_CALLS = 16;

	private static final int MOST_CALLS = 256;

	private final Store<Void> store;

	private final Func enter;

	private final Frame frame;

	private final Deadline deadline;

	private final HostCallShare share;

	private final long guestStack;

	private int maxHostCalls;

	private int depth;

	private int hostCalls;

	/** How many host calls were taken from the share. */
	private int granted;

	private boolean entered;

	private final CallTally tally = new CallTally();

	/** The last failure that was reported. */
	private @Nullable WasmException reported;

	/** Tells where a trap happens. */
	private final Supplier<Site> site;

	private String function = "";

	private @Nullable WasmException failure;

	private @Nullable WasmPoolListener listener;

	/**
	 * Create the way into a guest.
	 * @param store the store of the guest
	 * @param enter the function of the companion that does what the frame says
	 * @param frame the frame
	 * @param deadline the time limit of the store
	 * @param share what its host calls are taken from
	 * @param guestStack the most bytes of stack the guest uses
	 * @param maxHostCalls how many host calls an entry may make
	 * @param site tells where a trap happens
	 */
	Crossing(Store<Void> store, Func enter, Frame frame, Deadline deadline, HostCallShare share, long guestStack,
			int maxHostCalls, Supplier<Site> site) {
		this.store = store;
		this.enter = enter;
		this.frame = frame;
		this.deadline = deadline;
		this.share = share;
		this.guestStack = guestStack;
		this.maxHostCalls = maxHostCalls;
		this.site = site;
	}

	Frame frame() {
		return this.frame;
	}

	/**
	 * Let somebody know of each further call.
	 * @param listener throws nothing, or {@code null} for nobody
	 */
	void tell(@Nullable WasmPoolListener listener) {
		this.listener = listener;
	}

	/**
	 * Limit the time of each further entry.
	 * @param timeout a positive time
	 */
	void limit(Duration timeout) {
		this.deadline.limit(timeout);
	}

	/**
	 * Limit the host calls of each further entry.
	 * @param maxHostCalls a positive number
	 */
	void limitHostCalls(int maxHostCalls) {
		this.maxHostCalls = maxHostCalls;
	}

	/**
	 * Return what went wrong inside.
	 * @return the first failure, or {@code null} if the guest is in a state it reached by
	 * itself
	 */
	@Nullable WasmException failure() {
		return this.failure;
	}

	/**
	 * Tell why the instance cannot go on.
	 * @return the reason, or {@code null} if the guest is in a state it reached by itself
	 */
	@Nullable RetirementReason retirement() {
		return (this.failure != null) ? CallTally.retirement(this.failure) : null;
	}

	/**
	 * Begin anew after what went wrong.
	 * @param pages the pages of the memory
	 * @param globals whether globals are to be put back before the guest is entered
	 */
	void beginAnew(int pages, boolean globals) {
		this.failure = null;
		this.frame.beginAnew(pages, globals);
	}

	/**
	 * Whether the guest has ever called the host.
	 */
	boolean calledHost() {
		return this.tally.calledHost();
	}

	/**
	 * Report what was called since this was done last.
	 * @param counts gets the numbers
	 */
	void report(CallCounts counts) {
		this.tally.report(counts);
		if (this.failure != null && this.failure != this.reported) {
			this.reported = this.failure;
			counts.failed(this.failure);
		}
	}

	/**
	 * Begin what may take several entries and has one time limit. Each beginning is
	 * followed by one {@link #end()}.
	 * @param function what is called, for messages
	 * @throws IllegalStateException if something went wrong before
	 */
	void begin(String function) {
		if (this.failure != null) {
			throw new IllegalStateException("'" + Wording.name(function) + "' was not called: "
					+ this.failure.getMessage() + "; the instance is not used again, acquire another");
		}
		if (this.depth == 0) {
			this.deadline.begin(this.listener != null);
			this.function = function;
		}
		this.depth++;
	}

	void end() {
		this.depth--;
		if (this.depth == 0 && this.entered) {
			this.entered = false;
			CallOutcome outcome = this.tally.add(this.failure);
			if (this.listener != null) {
				this.listener.called(outcome, this.deadline.passed(), this.failure);
			}
		}
	}

	/**
	 * Do what the frame says. To be called between {@link #begin} and {@link #end}.
	 * @param function what is called, for messages
	 * @throws WasmException if it fails
	 * @throws StackOverflowError if too little is left of the stack, as far as that is
	 * known; nothing was called then
	 */
	void enter(String function) {
		if (this.depth == 1) {
			StackReserve.requireFor(this.guestStack);
			StackReserve.entered();
			this.entered = true;
			try {
				cross(function);
			}
			catch (WasmExitException ex) {
				throw new WasmExitException(function, ex);
			}
			finally {
				StackReserve.left();
				forgetHostCalls();
			}
		}
		else {
			StackReserve.requireForBinding();
			cross(function);
		}
	}

	private void cross(String function) {
		boolean returned = false;
		try {
			this.enter.call(this.store, NOTHING);
			returned = true;
		}
		catch (RuntimeException ex) {
			if (this.failure == null) {
				this.failure = Traps.translate(function, this.site.get(), this.deadline.limit(), ex);
			}
			throw this.failure;
		}
		finally {
			if (!returned && this.failure == null) {
				this.failure = new WasmException("'" + Wording.name(function) + "' ended with an error");
			}
		}
	}

	/**
	 * Begin to count anew: what native code kept for each call is free again.
	 */
	private void forgetHostCalls() {
		this.tally.addHostCalls(this.hostCalls);
		this.hostCalls = 0;
		if (this.granted > 0) {
			this.share.give(this.granted);
			this.granted = 0;
		}
	}

	/**
	 * Return what the outermost entry called.
	 * @return the name of the function
	 */
	String function() {
		return this.function;
	}

	/**
	 * Note that the guest calls the host.
	 * @return why it may not, or {@code null} if it may
	 */
	@Nullable String callHost() {
		if (this.hostCalls == this.maxHostCalls) {
			return "one entry into the guest may make " + Wording.count(this.maxHostCalls, "host call")
					+ " ('max-host-calls'), and makes more";
		}
		if (this.hostCalls == this.granted) {
			int more = this.share.take(Math.max(FEWEST_CALLS, Math.min(this.granted, MOST_CALLS)));
			if (more == 0) {
				return this.share.explain();
			}
			this.granted += more;
		}
		this.hostCalls++;
		return null;
	}

	/**
	 * Whether the time of the outermost entry is up.
	 */
	boolean isOverdue() {
		return this.deadline.isOver();
	}

	Duration limit() {
		return this.deadline.limit();
	}

	/**
	 * Make the trap of a guest that calls an import that nobody provides.
	 * @param name the import
	 */
	WasmException missingImport(String name) {
		return new WasmTrapException(Code.MISSING_IMPORT,
				"it called '" + Wording.name(name) + "', an import that nobody provides ('imports.missing' is trap)",
				this.function, this.site.get(), null);
	}

	/**
	 * Note that a host function failed. The guest does not go on.
	 * @param failure what the borrower is told
	 */
	void fail(WasmException failure) {
		this.failure = failure;
	}

}
