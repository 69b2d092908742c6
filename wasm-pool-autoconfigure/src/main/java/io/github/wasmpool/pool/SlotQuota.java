package io.github.wasmpool.pool;

/**
 * What slots are taken from where several pools share one limit. Thread-safe; throws
 * nothing.
 */
public interface SlotQuota {

	/** A quota without a limit. */
	SlotQuota UNLIMITED = new SlotQuota() {

		@Override
		public boolean take(int slots) {
			return true;
		}

		@Override
		public void give(int slots) {
		}

		@Override
		public String explain(int slots) {
			return "there is no limit";
		}

	};

	/**
	 * Take a share.
	 * @param slots for how many slots
	 * @return whether there is room; nothing is taken otherwise
	 */
	boolean take(int slots);

	/**
	 * Give a share back, once nothing of it is in use.
	 * @param slots of how many slots
	 */
	void give(int slots);

	/**
	 * Say why there is no room.
	 * @param slots how many were asked for
	 * @return a sentence
	 */
	String explain(int slots);

}
