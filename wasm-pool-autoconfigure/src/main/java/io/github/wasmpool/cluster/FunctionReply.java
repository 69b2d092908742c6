package io.github.wasmpool.cluster;

import java.io.Serializable;

import org.jspecify.annotations.Nullable;

/**
 * The result of a function of the user, or why there is none.
 *
 * @param outcome what became of the request
 * @param slots how many requests the member can do at once
 * @param took the nanoseconds it took
 * @param failure what went wrong, or {@code null}
 * @param result what the function returned
 */
@SuppressWarnings("ArrayRecordComponent") // travels, and is compared with nothing
record FunctionReply(Outcome outcome, int slots, long took, String @Nullable [] failure,
		@Nullable Object result) implements Reply, Serializable {

	@Override
	public int index() {
		return 0;
	}

}
