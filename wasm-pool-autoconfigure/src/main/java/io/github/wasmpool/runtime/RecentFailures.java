package io.github.wasmpool.runtime;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import io.github.wasmpool.CallOutcome;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmPoolFailures;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the failures of a minute, in portions of a second, and the last one of all.
 *
 * <p>
 * Thread-safe.
 */
final class RecentFailures {

	private static final int SECONDS = 60;

	private final Clock clock;

	private final ReentrantLock lock = new ReentrantLock();

	/** Guarded by the lock, youngest last. */
	private final Deque<Second> seconds = new ArrayDeque<>(SECONDS + 1);

	private volatile @Nullable Last last;

	RecentFailures(Clock clock) {
		this.clock = clock;
	}

	/**
	 * Count failures.
	 * @param outcome how the calls ended
	 * @param calls how many
	 */
	void add(CallOutcome outcome, long calls) {
		long now = this.clock.instant().getEpochSecond();
		this.lock.lock();
		try {
			Second present = this.seconds.peekLast();
			if (present == null || present.time() != now) {
				present = new Second(now, new EnumMap<>(CallOutcome.class));
				this.seconds.addLast(present);
			}
			present.calls().merge(outcome, calls, Long::sum);
			forget(now);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Remember a failure as the last one.
	 */
	void failed(WasmException failure) {
		this.last = new Last(String.valueOf(failure.getMessage()), this.clock.instant());
	}

	/**
	 * Return what is remembered.
	 */
	WasmPoolFailures snapshot() {
		Map<CallOutcome, Long> sums = new EnumMap<>(CallOutcome.class);
		this.lock.lock();
		try {
			forget(this.clock.instant().getEpochSecond());
			this.seconds
				.forEach((second) -> second.calls().forEach((outcome, calls) -> sums.merge(outcome, calls, Long::sum)));
		}
		finally {
			this.lock.unlock();
		}
		Last last = this.last;
		return (last != null) ? new WasmPoolFailures(sums, Wording.line(last.message()), last.at())
				: new WasmPoolFailures(sums, null, null);
	}

	/**
	 * A clock that was set back leaves seconds of the future, which are forgotten, too.
	 */
	private void forget(long now) {
		this.seconds.removeIf((second) -> second.time() <= now - SECONDS || second.time() > now);
	}

	private record Second(long time, Map<CallOutcome, Long> calls) {

	}

	private record Last(String message, Instant at) {

	}

}
