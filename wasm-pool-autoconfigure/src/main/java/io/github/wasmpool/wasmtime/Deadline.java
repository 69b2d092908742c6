package io.github.wasmpool.wasmtime;

import java.time.Duration;

import io.github.kawamuray.wasmtime.Store;
import org.jspecify.annotations.Nullable;

/**
 * The time limit of a store. Setting a deadline is a call into native code, so it is left
 * out while the clock has not advanced since the last one: the deadline that stands is
 * then the same.
 */
final class Deadline {

	private final Store<Void> store;

	private final EpochTicker ticker;

	private final boolean checked;

	private Duration limit;

	private long ticks;

	private long setAt = -1;

	Deadline(Store<Void> store, CompiledModule code, Duration limit) {
		this.store = store;
		this.ticker = code.ticker();
		this.checked = code.isInterruptible();
		this.limit = limit;
		this.ticks = this.ticker.ticks(limit);
	}

	/**
	 * Change the limit, from the next entry on.
	 * @param limit a positive time, or {@code null} to leave it
	 */
	void limit(@Nullable Duration limit) {
		if (limit != null && !limit.equals(this.limit)) {
			this.limit = limit;
			this.ticks = this.ticker.ticks(limit);
			this.setAt = -1;
		}
	}

	Duration limit() {
		return this.limit;
	}

	/**
	 * Let the limit begin to count, before the guest is entered.
	 */
	void begin() {
		if (this.checked) {
			long now = this.ticker.count();
			if (now != this.setAt) {
				this.store.setEpochDeadline(this.ticks);
				this.setAt = now;
			}
		}
	}

	/**
	 * Whether the limit is over that {@link #begin()} let begin.
	 */
	boolean isOver() {
		return this.checked && this.ticker.count() - this.setAt >= this.ticks;
	}

}
