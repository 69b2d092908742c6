package io.github.wasmpool.wasmtime.wasi;

/**
 * Where a guest's standard output or standard error goes. Used by one thread at a time.
 */
interface GuestOutput {

	/**
	 * Nowhere, before a guest has used any.
	 */
	GuestOutput NONE = new GuestOutput() {

		@Override
		public boolean isTerminal() {
			return false;
		}

		@Override
		public void write(byte[] data, int length) {
			throw new IllegalStateException("Nothing is connected");
		}

		@Override
		public void close() {
			// Nothing is held back
		}

	};

	/**
	 * Whether somebody reads along. Guests buffer less then.
	 * @return {@code true} to be taken for a terminal
	 */
	boolean isTerminal();

	/**
	 * Take bytes.
	 * @param data an array that is not kept
	 * @param length how many bytes of it count
	 */
	void write(byte[] data, int length);

	/**
	 * Pass on what is still held back.
	 */
	void close();

}
