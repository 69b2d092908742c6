package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import io.github.wasmpool.WasmCallback;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.coordination.Lease;
import io.github.wasmpool.loan.Execution;
import io.github.wasmpool.loan.Loan;
import io.github.wasmpool.pool.Generation;
import io.github.wasmpool.pool.Slot;
import io.github.wasmpool.pool.SlotPool;
import io.github.wasmpool.wasmtime.GuestInstance;
import org.jspecify.annotations.Nullable;

/**
 * A loan of a pool for a coordinator, which is of one generation as long as it lasts, and
 * keeps that from ending. It is renewed in its own slot, also where the work ended it, so
 * that a coordinator does not wait for other borrowers while it holds what they wait for.
 * Two losses leave no other way: a call that nobody waits for any more keeps its slot
 * until it returns, and an instance that could not be made leaves its slot to the pool.
 */
final class PoolLease implements Lease {

	private final InstancePool pool;

	private final SlotPool<GuestInstance> slots;

	private final Generation<GuestInstance> generation;

	private final @Nullable Duration executionTimeout;

	private final boolean output;

	private KeptSlot slot;

	private Loan loan;

	private final Runnable letGo;

	/** Whose interrupts count. */
	private Thread operator = Thread.currentThread();

	/**
	 * Create a lease.
	 * @param pool the pool
	 * @param slots the slots of the pool
	 * @param slot a slot that the calling thread acquired
	 * @param executionTimeout the limit of each entry into the guest, or {@code null} for
	 * that of the pool
	 * @param output whether what the guest writes is kept for the borrower
	 */
	PoolLease(InstancePool pool, SlotPool<GuestInstance> slots, Slot<GuestInstance> slot,
			@Nullable Duration executionTimeout, boolean output) {
		this.pool = pool;
		this.generation = slot.generation();
		this.slots = slots;
		this.executionTimeout = executionTimeout;
		this.output = output;
		this.slot = new KeptSlot(slots, slot);
		this.loan = pool.lend(slot, executionTimeout, output, this.slot::over);
		this.letGo = slots.keep(slot, this);
	}

	/**
	 * Lease several instances, all or none.
	 * @param acquired slots that the calling thread acquired
	 * @param lease makes the lease of a slot, or releases it and fails
	 * @param release takes back the slots that come after one whose lease failed
	 * @param <S> the type of the slots
	 * @param <L> the type of the leases
	 * @return a lease for each
	 */
	static <S, L extends Lease> List<L> all(List<S> acquired, Function<S, L> lease, Consumer<S> release) {
		List<L> leases = new ArrayList<>(acquired.size());
		try {
			for (S slot : acquired) {
				leases.add(lease.apply(slot));
			}
			return leases;
		}
		finally {
			if (leases.size() < acquired.size()) {
				leases.forEach(Lease::close);
				acquired.subList(leases.size() + 1, acquired.size()).forEach(release);
			}
		}
	}

	@Override
	public WasmInstance instance() {
		return this.loan;
	}

	@Override
	public void takeOver() {
		this.operator = Thread.currentThread();
		this.slot.takeOver(this.operator);
	}

	@Override
	public <T extends @Nullable Object, E extends Exception> T call(WasmCallback<T, E> work) throws E {
		Execution execution = this.pool.execution();
		Loan loan = this.loan;
		return (Thread.currentThread() == this.operator) ? execution.call(loan, (instance) -> loan.attempt(work))
				: execution.callUninterruptibly(loan, (instance) -> loan.attempt(work));
	}

	@Override
	public boolean isUsable() {
		return this.loan.isUsable();
	}

	@Override
	public void renew(Duration timeout) {
		Slot<GuestInstance> slot = this.slot.slot();
		if (!this.slot.exchange(this.loan)) {
			this.slot.letGo(this.loan);
			slot = this.slots.acquire(timeout, this.generation);
		}
		KeptSlot renewed = new KeptSlot(this.slots, slot);
		this.loan = this.pool.lend(slot, this.executionTimeout, this.output, renewed::over);
		this.slot = renewed;
		renewed.takeOver(this.operator);
	}

	@Override
	public void close() {
		this.slot.letGo(this.loan);
		this.letGo.run();
	}

}
