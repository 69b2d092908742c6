package io.github.wasmpool.bridge;

/**
 * What Java can have done with a memory that instances share. Addresses of single values
 * are multiples of their size, and all lie inside the memory, or it is a trap.
 */
public enum SharedOperation {

	/** Copy a block out of the shared memory. Not atomic. */
	READ(0),

	/** Copy a block into the shared memory. Not atomic. */
	WRITE(1),

	/** Read 32 bits. */
	LOAD_INT(2),

	/** Read 64 bits. */
	LOAD_LONG(3),

	/** Write 32 bits. */
	STORE_INT(4),

	/** Write 64 bits. */
	STORE_LONG(5),

	/** Add to 32 bits; the result is what they were. */
	ADD_INT(6),

	/** Add to 64 bits; the result is what they were. */
	ADD_LONG(7),

	/** Replace 32 bits if they are the first value; the result is what they were. */
	COMPARE_INT(8),

	/** Replace 64 bits if they are the first value; the result is what they were. */
	COMPARE_LONG(9),

	/** Wake at most so many guests that wait at an address; the result is how many. */
	NOTIFY(10),

	/** Ask for the pages. */
	PAGES(11),

	/** Add so many pages as the address says; the result is how many there were. */
	GROW(12);

	private final int number;

	SharedOperation(int number) {
		this.number = number;
	}

	/**
	 * Return what stands for the operation in the frame.
	 * @return its number
	 */
	public int number() {
		return this.number;
	}

}
