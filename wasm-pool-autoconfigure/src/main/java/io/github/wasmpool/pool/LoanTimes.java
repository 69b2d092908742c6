package io.github.wasmpool.pool;

import io.github.wasmpool.WasmPoolListener;
import org.jspecify.annotations.Nullable;

/**
 * Takes the times of a pool for whoever wants to know them, and none if nobody does.
 */
final class LoanTimes {

	private final @Nullable WasmPoolListener listener;

	LoanTimes(@Nullable WasmPoolListener listener) {
		this.listener = listener;
	}

	/**
	 * Return the time, to be handed to the end of what begins now.
	 */
	long begin() {
		return (this.listener != null) ? System.nanoTime() : 0;
	}

	/**
	 * A loan began.
	 * @param slot the slot on loan
	 * @param begun when its borrower came
	 */
	void acquired(Slot<?> slot, long begun) {
		if (this.listener != null) {
			long now = System.nanoTime();
			slot.lentAt(now);
			this.listener.acquired(now - begun);
		}
	}

	/**
	 * A loan ends.
	 * @param slot the slot on loan
	 */
	void released(Slot<?> slot) {
		if (this.listener != null && slot.lentAt() != 0) {
			this.listener.released(System.nanoTime() - slot.lentAt());
			slot.lentAt(0);
		}
	}

	/**
	 * An object was made.
	 * @param begun when that began
	 */
	void created(long begun) {
		if (this.listener != null) {
			this.listener.created(System.nanoTime() - begun);
		}
	}

}
