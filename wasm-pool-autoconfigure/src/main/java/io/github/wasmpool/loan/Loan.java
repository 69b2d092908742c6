package io.github.wasmpool.loan;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

import io.github.wasmpool.LoanAttributes;
import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.WasmCallback;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmExitException;
import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.WasmGlobal;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmSpan;
import io.github.wasmpool.client.ClientFactory;
import io.github.wasmpool.client.ClientTarget;
import io.github.wasmpool.client.Guest;
import io.github.wasmpool.pool.Slot;
import io.github.wasmpool.pool.SlotPool;
import io.github.wasmpool.wasmtime.GuestInstance;
import io.github.wasmpool.wasmtime.HostLinks;
import io.github.wasmpool.wasmtime.wasi.WasiContext;
import org.jspecify.annotations.Nullable;

/**
 * What a borrower holds: an instance behind a guard. Each loan is a new object, so a
 * handle that was kept too long meets its own closed guard and nothing else.
 */
public final class Loan implements WasmInstance, ClientTarget {

	private final @Nullable WasmPool pool;

	private final GuestInstance instance;

	private final ClientFactory clients;

	private final LoanGuard guard;

	private final Entry entry;

	private boolean keepsOutput;

	/** Where the output is kept, if the guest can write at all. */
	private @Nullable WasiContext output;

	private volatile boolean abandoned;

	/** What {@link #isHealthy()} answers once the loan is over. */
	private volatile @Nullable Boolean last;

	private @Nullable WasmSpan span;

	/** What the work of the borrower threw, as far as the pool did it. */
	private volatile @Nullable Throwable thrown;

	/**
	 * Create a loan.
	 * @param pool the pool it was borrowed from, or {@code null} if it stands alone
	 * @param instance the instance, which nobody else uses until the loan is over
	 * @param execution decides where calls run
	 * @param clients makes its clients
	 * @param whenOver called exactly once, when the loan is over and no call runs
	 */
	public Loan(@Nullable WasmPool pool, GuestInstance instance, Execution execution, ClientFactory clients,
			Consumer<Loan> whenOver) {
		this.pool = pool;
		this.instance = instance;
		this.clients = clients;
		this.guard = new LoanGuard(() -> {
			over();
			UnguardedGuest.of(instance).forgetAttributes();
			try {
				if (this.output != null) {
					this.output.logOutput();
				}
			}
			finally {
				// The slot goes back even if the log fails
				whenOver.accept(this);
			}
		});
		UnguardedGuest.of(instance).forgetAttributes();
		this.entry = execution.entry(this, this.guard);
	}

	/**
	 * Tell somebody of the end of the loan, and why it failed, if it did. To be called
	 * before anybody has the loan.
	 * @param span is told, before the instance goes back; {@code null} if nobody wants to
	 * know
	 */
	public void tellEnd(@Nullable WasmSpan span) {
		this.span = span;
	}

	/**
	 * Do the work of the borrower. What it throws is what the loan failed with.
	 * @param work what to do
	 * @param <T> the type of the result
	 * @param <E> the type of exception the work throws
	 * @return what the work returned
	 * @throws E what the work threw
	 */
	public <T extends @Nullable Object, E extends Exception> T attempt(WasmCallback<T, E> work) throws E {
		try {
			return work.call(this);
		}
		catch (Throwable ex) {
			this.thrown = ex;
			throw ex;
		}
	}

	/**
	 * Note how it ends, while the instance is that of the loan.
	 */
	private void over() {
		this.last = this.instance.isHealthy();
		if (this.span != null) {
			this.span.end((this.thrown != null) ? this.thrown : failureOfGuest());
		}
	}

	/**
	 * Return what went wrong in the guest, also where the borrower caught it. A guest
	 * that ended itself may have done what it should.
	 */
	private @Nullable Throwable failureOfGuest() {
		WasmException failure = this.instance.firstFailure();
		return (failure instanceof WasmExitException) ? null : failure;
	}

	/**
	 * Whether the instance was borrowed from a pool.
	 */
	public boolean isOf(WasmPool pool) {
		return this.pool == pool;
	}

	/**
	 * Return the pool the instance was borrowed from.
	 * @return the pool, or {@code null} if it stands alone
	 */
	public @Nullable WasmPool pool() {
		return this.pool;
	}

	/**
	 * Give the slot of the instance back, once the loan is over.
	 * @param slots the slots of the pool
	 * @param slot the slot
	 */
	public void endIn(SlotPool<GuestInstance> slots, Slot<GuestInstance> slot) {
		if (this.abandoned) {
			slots.retire(slot, RetirementReason.TIMEOUT);
		}
		else {
			slots.release(slot);
		}
	}

	/**
	 * Note that nobody waits any more for what the instance does.
	 */
	public void abandon() {
		this.abandoned = true;
	}

	/**
	 * Return what is reachable as long as anybody can use this loan.
	 */
	public Object holder() {
		return this.guard;
	}

	private GuardedInstance guarded() {
		return new GuardedInstance(this.instance, this.guard, this.entry);
	}

	@Override
	public WasmFunction function(String export) {
		return guarded().function(export);
	}

	@Override
	public LoanAttributes attributes() {
		return guarded().attributes();
	}

	@Override
	public WasmMemory memory() {
		return guarded().memory();
	}

	@Override
	public WasmMemory memory(String export) {
		return guarded().memory(export);
	}

	@Override
	public WasmGlobal global(String export) {
		return guarded().global(export);
	}

	@Override
	public @Nullable Object call(String export, Object... args) {
		return this.entry.<@Nullable Object>inside(() -> this.instance.function(export).call(args));
	}

	@Override
	public int callInt(String export, Object... args) {
		return this.entry.inside(() -> this.instance.function(export).callInt(args));
	}

	@Override
	public long callLong(String export, Object... args) {
		return this.entry.inside(() -> this.instance.function(export).callLong(args));
	}

	@Override
	public float callFloat(String export, Object... args) {
		return this.entry.inside(() -> this.instance.function(export).callFloat(args));
	}

	@Override
	public double callDouble(String export, Object... args) {
		return this.entry.inside(() -> this.instance.function(export).callDouble(args));
	}

	@Override
	public void callVoid(String export, Object... args) {
		this.entry.runInside(() -> this.instance.function(export).callVoid(args));
	}

	@Override
	public <T> T client(Class<T> type) {
		return this.guard.inside(() -> this.clients.client(type, this));
	}

	@Override
	public ClientFactory clients() {
		return this.clients;
	}

	@Override
	public byte[] callBytes(String export, byte[]... arguments) {
		return this.clients.callBytes(this, export, arguments);
	}

	@Override
	public String callString(String export, String... arguments) {
		return this.clients.callString(this, export, arguments);
	}

	@Override
	public @Nullable WasmSpan calling(String export) {
		return (this.pool instanceof ClientTarget target) ? target.calling(export) : null;
	}

	@Override
	public String description() {
		return "an instance of " + ((this.pool != null) ? "pool '" + this.pool.name() + "'" : "its module");
	}

	/**
	 * Do all of a call of a client behind one guard: nobody else gets in between, and a
	 * close that comes meanwhile is put off until all is done.
	 */
	@Override
	public <T extends @Nullable Object> T enter(Function<Guest, T> work) {
		return this.entry.inside(() -> work.apply(UnguardedGuest.of(this.instance)));
	}

	/**
	 * Return what the guest calls.
	 */
	public HostLinks links() {
		return this.instance.links();
	}

	/**
	 * Keep what the guest writes, for the borrower. To be called before anybody has the
	 * loan.
	 * @param wasi what the guest sees of the world, or {@code null} if it does not import
	 * WASI
	 */
	public void keepOutput(@Nullable WasiContext wasi) {
		this.keepsOutput = true;
		this.output = wasi;
		if (wasi != null) {
			wasi.keepOutput();
		}
	}

	@Override
	public byte[] stdout() {
		return written(WasiContext::keptOutput);
	}

	@Override
	public byte[] stderr() {
		return written(WasiContext::keptErrors);
	}

	private byte[] written(Function<WasiContext, Optional<byte[]>> stream) {
		if (!this.keepsOutput) {
			throw new IllegalStateException(
					"What the guest writes is not kept; borrow with 'LoanOptions.withOutput()'");
		}
		return this.guard.inside(() -> Optional.ofNullable(this.output).flatMap(stream).orElseGet(() -> new byte[0]));
	}

	@Override
	public boolean isHealthy() {
		Boolean last = this.last;
		return !this.abandoned && ((last != null) ? last : this.instance.isHealthy());
	}

	/**
	 * Whether the instance can be used: it is healthy, and the loan is not over.
	 */
	public boolean isUsable() {
		return isHealthy() && this.guard.isOpen();
	}

	/**
	 * Whether a call runs on the current thread.
	 */
	public boolean isEntered() {
		return this.guard.isMine();
	}

	/**
	 * End the loan, if no call is running, without telling the pool. The caller has the
	 * slot in hand then.
	 * @return whether this call ended it
	 */
	public boolean surrender() {
		boolean surrendered = this.guard.surrender();
		if (surrendered) {
			over();
		}
		return surrendered;
	}

	@Override
	public void close() {
		this.guard.close();
	}

	/**
	 * End the loan, strictly, unless it was abandoned.
	 * @throws IllegalStateException if it is over, or a call is running
	 */
	public void release() {
		if (this.abandoned) {
			this.guard.close();
		}
		else {
			this.guard.closeNow();
		}
	}

}
