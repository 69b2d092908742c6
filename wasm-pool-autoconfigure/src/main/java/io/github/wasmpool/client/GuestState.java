package io.github.wasmpool.client;

import org.jspecify.annotations.Nullable;

/**
 * What clients keep of an instance, for its life. Used by whoever has the instance.
 */
public final class GuestState {

	private @Nullable ArgumentBuffer buffer;

	private @Nullable Abi code;

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

	/**
	 * Note which code the instance runs.
	 */
	void running(Abi code) {
		this.code = code;
	}

	/**
	 * Whether the instance runs a code, as far as that is known.
	 */
	boolean runs(Abi code) {
		return this.code == null || this.code == code;
	}

}
