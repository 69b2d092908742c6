package io.github.wasmpool.client;

import org.jspecify.annotations.Nullable;

/**
 * What clients keep of an instance, for its life. Used by whoever has the instance.
 */
public final class GuestState {

	private @Nullable ArgumentBuffer buffer;

	/**
	 * Return the place for arguments that is always there.
	 * @return the buffer, or {@code null} if there is none
	 */
	@Nullable ArgumentBuffer buffer() {
		return this.buffer;
	}

	void buffer(ArgumentBuffer buffer) {
		this.buffer = buffer;
	}

}
