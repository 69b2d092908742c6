package io.github.wasmpool.cluster;

/**
 * What became of a request to a member.
 */
enum Outcome {

	/** There is a result. */
	DONE,

	/** The guest, or a function of the user, failed. */
	FAILED,

	/** The member will soon run what was asked for. */
	BEHIND,

	/** The member runs what was published later. */
	AHEAD,

	/** The member has no such pool, or shares none, until now. */
	ABSENT,

	/** The member cannot do it. */
	REFUSED

}
