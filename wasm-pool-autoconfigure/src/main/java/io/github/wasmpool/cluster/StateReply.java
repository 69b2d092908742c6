package io.github.wasmpool.cluster;

import org.jspecify.annotations.Nullable;

/**
 * What the pool of a member runs. Plain data.
 *
 * @param digest the digest of its module, or {@code null} if the member has no such pool
 * @param number the number of what it has applied last
 * @param seed the digest of its published seed, or {@code null}
 * @param failure why it could not apply what was published, or {@code null}
 */
record StateReply(@Nullable String digest, long number, @Nullable String seed, @Nullable String failure) {

	static StateReply of(@Nullable PoolState state, @Nullable String failure) {
		return (state != null) ? new StateReply(state.digest(), state.number(), state.seed(), failure)
				: new StateReply(null, 0, null, failure);
	}

	/**
	 * Return what the pool runs.
	 * @return its state, or {@code null} if there is no such pool
	 */
	@Nullable PoolState state() {
		return (this.digest != null) ? new PoolState(this.digest, this.number, this.seed) : null;
	}

}
