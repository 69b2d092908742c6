package io.github.wasmpool.pool;

/**
 * What a slot holds.
 */
enum SlotState {

	/** Nothing. */
	VACANT,

	/** An object that is being made. */
	CREATING,

	/** An object that can be lent. */
	IDLE,

	/** An object that can be lent, left near the thread that returned it. */
	NEAR,

	/** An object on loan. */
	ACTIVE,

	/** An object that is not lent again, and is not freed yet. */
	RETIRING

}
