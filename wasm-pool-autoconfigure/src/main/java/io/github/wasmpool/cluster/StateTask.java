package io.github.wasmpool.cluster;

/**
 * Asks a member what its pool runs, and to apply before what is published if it has not.
 * It travels as plain data.
 */
final class StateTask extends MemberTask<StateReply> {

	private final String pool;

	private final boolean apply;

	/**
	 * Create a request.
	 * @param pool the name of the pool
	 * @param apply whether to apply first what is published
	 */
	StateTask(String pool, boolean apply) {
		this.pool = pool;
		this.apply = apply;
	}

	@Override
	StateReply call(MemberPools pools) {
		String failure = this.apply ? pools.apply(this.pool) : null;
		return StateReply.of(pools.state(this.pool), failure);
	}

	@Override
	StateReply refuse(String reason) {
		return StateReply.of(null, null);
	}

}
