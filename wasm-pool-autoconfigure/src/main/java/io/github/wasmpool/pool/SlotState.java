package io.github.wasmpool.pool;

/**
 * What a slot holds.
 */
enum SlotState {

	/** Nothing. */
	VACANT(0),

	/** An object that is being made. */
	CREATING(1),

	/** An object that can be lent. */
	IDLE(2),

	/** An object that can be lent, left near the thread that returned it. */
	NEAR(3),

	/** An object on loan. */
	ACTIVE(4),

	/** An object that is not lent again, and is not freed yet. */
	RETIRING(5);

	private static final SlotState[] ALL = values();

	/** Its place among all, which is what a slot holds. */
	final int number;

	SlotState(int number) {
		this.number = number;
	}

	static SlotState of(int number) {
		return ALL[number];
	}

}
