package io.github.wasmpool.coordination;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The instances of a coordinator, which are used by one operation at a time and returned
 * when the last one has ended. What one operation did is seen by the next.
 */
final class Leases {

	private final List<? extends Lease> leases;

	private final Duration timeout;

	private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);

	/**
	 * Create an owner of leases.
	 * @param leases the leases
	 * @param timeout how long to wait where one has to be renewed
	 */
	Leases(List<? extends Lease> leases, Duration timeout) {
		this.leases = leases;
		this.timeout = timeout;
	}

	int size() {
		return this.leases.size();
	}

	/**
	 * Begin an operation, of the calling thread.
	 * @throws IllegalStateException if another one runs, or the coordinator is closed
	 */
	void begin() {
		State witness = this.state.compareAndExchange(State.OPEN, State.BUSY);
		if (witness == State.BUSY) {
			throw new IllegalStateException("The coordinator is busy with another operation, and does one at a time;"
					+ " wait for it to end, or lease another coordinator");
		}
		if (witness != State.OPEN) {
			throw new IllegalStateException("The coordinator was used after it was closed; lease another");
		}
		this.leases.forEach(Lease::takeOver);
	}

	/**
	 * End an operation.
	 */
	void end() {
		if (!this.state.compareAndSet(State.BUSY, State.OPEN)) {
			giveBack();
		}
	}

	/**
	 * Give the leases back, now or when the operation ends that runs.
	 */
	void close() {
		if (this.state.getAndSet(State.CLOSED) == State.OPEN) {
			giveBack();
		}
	}

	/**
	 * Renew what cannot be used any more.
	 */
	void mend() {
		for (int i = 0; i < this.leases.size(); i++) {
			usable(i);
		}
	}

	/**
	 * Return a lease, renewed if that is needed.
	 * @param index its number
	 * @return the lease
	 */
	Lease usable(int index) {
		Lease lease = get(index);
		if (!lease.isUsable()) {
			lease.renew(this.timeout);
		}
		return lease;
	}

	Lease get(int index) {
		return this.leases.get(index);
	}

	private void giveBack() {
		this.leases.forEach(Lease::close);
	}

	private enum State {

		OPEN, BUSY,

		/** The leases are given back, or will be when the operation ends that runs. */
		CLOSED

	}

}
