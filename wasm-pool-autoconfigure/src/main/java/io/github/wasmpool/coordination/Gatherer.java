package io.github.wasmpool.coordination;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.github.wasmpool.LoanOptions;
import io.github.wasmpool.WasmPoolExhaustedException;
import io.github.wasmpool.WasmPoolInterruptedException;
import io.github.wasmpool.WasmPoolStats;
import org.jspecify.annotations.Nullable;

/**
 * Leases several instances of a pool, all or none. One thread at a time gathers, the
 * others wait until it has all or gives up: two that hold parts of what the other one
 * needs cannot be.
 */
final class Gatherer {

	private final Leasing leasing;

	private final ReentrantLock turn = new ReentrantLock(true);

	Gatherer(Leasing leasing) {
		this.leasing = leasing;
	}

	/**
	 * Lease instances.
	 * @param wanted how many
	 * @param options the terms of each loan
	 * @param timeout how long to wait for all together
	 * @return as many leases
	 */
	List<Lease> gather(int wanted, LoanOptions options, Duration timeout) {
		requirePossible(wanted);
		Clock clock = new Clock(timeout);
		List<Lease> leases = new ArrayList<>(wanted);
		boolean complete = false;
		awaitTurn(wanted, clock);
		try {
			while (leases.size() < wanted) {
				leases.add(lease(wanted, leases.size(), options, clock));
			}
			complete = true;
			return leases;
		}
		finally {
			try {
				if (!complete) {
					leases.forEach(Lease::close);
				}
			}
			finally {
				this.turn.unlock();
			}
		}
	}

	private void requirePossible(int wanted) {
		if (wanted < 1) {
			throw new IllegalArgumentException("'instances' must be at least 1 but is " + wanted);
		}
		WasmPoolStats stats = this.leasing.stats();
		if (wanted > stats.size()) {
			throw new IllegalArgumentException(
					"Pool '" + stats.pool() + "' has no " + wanted + " instances for a coordinator, as its 'size' is "
							+ stats.size() + "; lower 'instances', or raise" + " 'size'");
		}
	}

	private void awaitTurn(int wanted, Clock clock) {
		try {
			if (!this.turn.tryLock(clock.left(), TimeUnit.NANOSECONDS)) {
				throw exhausted(wanted, 0, "another coordinator is being leased", clock, null);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new WasmPoolInterruptedException(this.leasing.stats(),
					"interrupted while waiting for " + wanted + " instances", ex);
		}
	}

	private Lease lease(int wanted, int got, LoanOptions options, Clock clock) {
		try {
			return this.leasing.lease(options.withAcquireTimeout(Duration.ofNanos(clock.left())));
		}
		catch (WasmPoolExhaustedException ex) {
			String reason = clock.left() > 0 ? String.valueOf(ex.getMessage()) : "the others are in use";
			throw exhausted(wanted, got, reason, clock, ex);
		}
	}

	private WasmPoolExhaustedException exhausted(int wanted, int got, String reason, Clock clock,
			@Nullable Throwable cause) {
		return new WasmPoolExhaustedException(this.leasing.stats(),
				wanted + " instances were wanted for a coordinator, but only " + got + " were acquired within " + clock
						+ ": " + reason,
				clock.waited(), cause);
	}

	/**
	 * Tells how much of a timeout is left.
	 */
	private static final class Clock {

		private final long begin = System.nanoTime();

		private final Duration timeout;

		Clock(Duration timeout) {
			this.timeout = timeout;
		}

		long left() {
			return Math.max(0, TimeUnit.NANOSECONDS.convert(this.timeout) - (System.nanoTime() - this.begin));
		}

		Duration waited() {
			return this.timeout.isZero() ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - this.begin);
		}

		@Override
		public String toString() {
			return this.timeout.toMillis() + " ms";
		}

	}

}
