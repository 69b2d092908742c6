package io.github.wasmpool.wasmtime;

import java.time.Duration;

import io.github.kawamuray.wasmtime.Store;
import org.jspecify.annotations.Nullable;

/**
 * The time limit of a store, in wall-clock time: a process that is stopped and goes on
 * has used it up meanwhile. Setting a deadline is a call into native code, so it is left
 * out in the tick in which one was set: the deadline that stands is then the same.
 */
final class Deadline {

	private final Store<Void> store;

	private final Epoch epoch;

	private final Ticks ticks;

	private final boolean checked;

	private Duration limit;

	private long nanos;

	/** When the limit began to count. */
	private long begun;

	/** How long an entry needs no other deadline than the one that was set. */
	private long standsUntil;

	Deadline(Store<Void> store, CompiledModule code, Duration limit) {
		this.store = store;
		this.epoch = code.epoch();
		this.ticks = code.ticks();
		this.checked = code.isInterruptible();
		this.limit = limit;
		this.nanos = Ticks.nanos(limit);
	}

	/**
	 * Change the limit, from the next entry on.
	 * @param limit a positive time, or {@code null} to leave it
	 */
	void limit(@Nullable Duration limit) {
		if (limit != null && !limit.equals(this.limit)) {
			this.limit = limit;
			this.nanos = Ticks.nanos(limit);
			this.standsUntil = 0;
		}
	}

	Duration limit() {
		return this.limit;
	}

	/**
	 * Let the limit begin to count, before the guest is entered.
	 * @param timed whether somebody will ask for the time that has passed, also where no
	 * limit needs the clock
	 */
	void begin(boolean timed) {
		if (this.checked || timed) {
			this.begun = this.ticks.now();
			if (this.checked && this.begun >= this.standsUntil) {
				set(this.ticks.at(this.begun));
			}
		}
	}

	/**
	 * Return the time that has passed since the limit began to count.
	 * @return nanoseconds
	 */
	long passed() {
		return this.ticks.now() - this.begun;
	}

	private void set(long tick) {
		this.epoch.setDeadline(this.store, this.ticks.deadline(tick, this.nanos));
		this.standsUntil = this.ticks.begin(tick + 1);
	}

	/**
	 * Whether the limit is over that {@link #begin(boolean)} let begin.
	 */
	boolean isOver() {
		return this.checked && passed() >= this.nanos;
	}

}
