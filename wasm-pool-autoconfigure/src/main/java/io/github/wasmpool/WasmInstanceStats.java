package io.github.wasmpool;

import java.time.Duration;

/**
 * One instance of a pool at one moment. The numbers may be of slightly different moments.
 *
 * @param state what it is doing
 * @param age for how long it has lived
 * @param uses how many loans of it have ended
 * @param memory the bytes of its own linear memory, as its guest is told, as they were
 * when it was made or returned last
 */
public record WasmInstanceStats(State state, Duration age, long uses, long memory) {

	/**
	 * What an instance is doing.
	 */
	public enum State {

		/** It is being made; nothing is known of it yet. */
		CREATING,

		/** It is ready to be lent. */
		IDLE,

		/** It is on loan. */
		ACTIVE,

		/** It is being freed, or will be. */
		RETIRING

	}

}
