package io.github.wasmpool.bridge;

/**
 * Where things lie in the memory of a companion module. Everything is little-endian.
 *
 * <p>
 * There is one frame, for calls in both directions and of any depth: whoever reads values
 * takes them out before anybody else crosses. A companion loads all arguments before it
 * calls a function of the guest; Java takes the arguments of a host function out before
 * that function runs, and the results of a call before anything else is called. So
 * nothing that is still needed lies in the frame while it is used again. What a trap
 * leaves behind in it is not to be read: whoever enters writes all that is read
 * afterwards.
 *
 * <p>
 * Columns lie behind the frame, where whoever calls wants them; addresses in the frame
 * say where.
 */
public final class FrameLayout {

	/** What is to be done on entering: one of the numbers of {@link Bridge}. */
	public static final int OPERATION = 0;

	/** The number of the callable on the way in, of the import on the way out. */
	public static final int FUNCTION = 4;

	/** The pages of the guest's memory, each time the guest is left. */
	public static final int PAGES = 8;

	/** Not zero if a host function failed: the guest does not go on. */
	public static final int FAILED = 12;

	/** Not zero if the guest's globals are to be put back before it is entered. */
	public static final int RESTORE = 16;

	/** The first value. Each takes {@link #SLOT_SIZE} bytes. */
	public static final int SLOTS = 64;

	/** The bytes of a value, whatever its type. */
	public static final int SLOT_SIZE = 8;

	/** The number of items of a column, as the first value of a frame. */
	public static final int COUNT = SLOTS;

	/** The address where the number of items that are done is kept up to date. */
	public static final int PROGRESS = SLOTS + SLOT_SIZE;

	/** The address of the results. */
	public static final int RESULTS = SLOTS + 2 * SLOT_SIZE;

	/** The address of the first column; those of the others follow. */
	public static final int COLUMNS = SLOTS + 3 * SLOT_SIZE;

	/** The slots before those of the columns. */
	static final int COLUMN_HEADER = 3;

	/** The bytes of the memory. What is not touched costs nothing. */
	public static final int SIZE = 256 << 10;

	private FrameLayout() {
	}

	/**
	 * Return where a value lies.
	 * @param slot the place of the value among the parameters or results
	 * @return its address
	 */
	public static int slot(int slot) {
		return SLOTS + slot * SLOT_SIZE;
	}

}
