package io.github.wasmpool.pool;

import org.jspecify.annotations.Nullable;

/**
 * What slots are taken from where several pools share one limit. Thread-safe; throws
 * nothing.
 */
public interface SlotQuota {

	/** A quota without a limit. */
	SlotQuota UNLIMITED = new SlotQuota() {

		@Override
		public @Nullable String take(int slots) {
			return null;
		}

		@Override
		public void give(int slots) {
		}

	};

	/**
	 * Take a share.
	 * @param slots for how many slots
	 * @return why there is no room, a sentence without its full stop, and nothing was
	 * taken; {@code null} if there is
	 */
	@Nullable String take(int slots);

	/**
	 * Give a share back, once nothing of it is in use.
	 * @param slots of how many slots
	 */
	void give(int slots);

}
