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
import io.github.wasmpool.type.Wording;
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
		try (Place place = this.leasing.place()) {
			boolean waited = awaitTurn(wanted, place, clock);
			try {
				if (waited && this.leasing.stats().size() < wanted) {
					throw exhausted(wanted, 0, place, clock, null);
				}
				return gather(wanted, options, place, clock);
			}
			finally {
				this.turn.unlock();
			}
		}
	}

	private List<Lease> gather(int wanted, LoanOptions options, Place place, Clock clock) {
		List<Lease> leases = new ArrayList<>(wanted);
		boolean complete = false;
		try {
			while (leases.size() < wanted) {
				leases.add(lease(wanted, leases.size(), options, place, clock));
			}
			complete = true;
			return leases;
		}
		finally {
			if (!complete) {
				leases.forEach(Lease::close);
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
							+ stats.size() + "; lower 'instances', or raise 'size'");
		}
	}

	/**
	 * Wait until no other coordinator is being leased.
	 * @return whether there was one
	 */
	private boolean awaitTurn(int wanted, Place place, Clock clock) {
		try {
			// Not without a time, which would pass those by who wait
			if (this.turn.tryLock(0, TimeUnit.NANOSECONDS)) {
				return false;
			}
			if (clock.left() > 0) {
				place.take();
				if (this.turn.tryLock(clock.left(), TimeUnit.NANOSECONDS)) {
					return true;
				}
			}
		}
		catch (InterruptedException ex) {
			place.close();
			Thread.currentThread().interrupt();
			throw new WasmPoolInterruptedException(this.leasing.stats(),
					"interrupted while waiting for " + Wording.count(wanted, "instance"), ex);
		}
		throw exhausted(wanted, 0, "another coordinator is being leased", place, clock, null);
	}

	private Lease lease(int wanted, int got, LoanOptions options, Place place, Clock clock) {
		try {
			return place.lease(options.withAcquireTimeout(Duration.ofNanos(clock.left())));
		}
		catch (WasmPoolExhaustedException ex) {
			if (clock.left() > 0) {
				// Refused, and it says why
				throw ex;
			}
			throw exhausted(wanted, got, place, clock, ex);
		}
	}

	private WasmPoolExhaustedException exhausted(int wanted, int got, Place place, Clock clock,
			@Nullable Throwable cause) {
		int size = this.leasing.stats().size();
		String reason = (size < wanted) ? "the pool was resized to " + size : "the others are in use";
		return exhausted(wanted, got, reason, place, clock, cause);
	}

	private WasmPoolExhaustedException exhausted(int wanted, int got, String reason, Place place, Clock clock,
			@Nullable Throwable cause) {
		// Whoever gives up is not counted any more
		place.close();
		return new WasmPoolExhaustedException(this.leasing.stats(),
				Wording.count(wanted, "instance") + were(wanted) + "wanted for a coordinator, but only " + got + were(got)
						+ "acquired within " + clock
						+ ": " + reason,
				clock.waited(), cause);
	}

	private static String were(int count) {
		return (count != 1) ? " were " : " was ";
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
			return TimeUnit.MILLISECONDS.convert(this.timeout) + " ms";
		}

	}

}
