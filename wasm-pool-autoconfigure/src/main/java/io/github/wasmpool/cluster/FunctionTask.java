package io.github.wasmpool.cluster;

import java.io.Serializable;

import org.jspecify.annotations.Nullable;

/**
 * Asks a member to call a function of the user. It travels as a Java object.
 */
final class FunctionTask extends MemberTask<FunctionReply> implements Serializable {

	private static final long serialVersionUID = 1;

	private final String pool;

	private final @Nullable String digest;

	private final long number;

	private final @Nullable String seed;

	private final ClusterCallback<?> work;

	/**
	 * Create a request.
	 * @param pool the name of the pool
	 * @param state what it has to run, or {@code null} for whatever it runs
	 * @param work the function
	 */
	FunctionTask(String pool, @Nullable PoolState state, ClusterCallback<?> work) {
		this.pool = pool;
		this.digest = (state != null) ? state.digest() : null;
		this.number = (state != null) ? state.number() : 0;
		this.seed = (state != null) ? state.seed() : null;
		this.work = work;
	}

	@Override
	FunctionReply call(MemberPools pools) {
		PoolState state = (this.digest != null) ? new PoolState(this.digest, this.number, this.seed) : null;
		return pools.answer(this.pool, state, this.work::call, (outcome, slots, took, index, failure,
				result) -> new FunctionReply(outcome, slots, took, failure, result));
	}

	@Override
	FunctionReply refuse(String reason) {
		return new FunctionReply(Outcome.ABSENT, 1, 0, RemoteFailure.of(reason), null);
	}

}
