package io.github.wasmpool.wasmtime;

import org.jspecify.annotations.Nullable;

/**
 * A thread made for guests, which knows how much is left of its stack.
 */
public abstract class GuestThread extends OwnThread {

	/**
	 * What neither Java nor a guest can use: the zones that the JVM guards or keeps for
	 * itself, and what lies above the first frame.
	 */
	private static final long UNUSABLE = 128 << 10;

	/**
	 * The most bytes of stack that Java code takes in a nanosecond: it touches each page,
	 * and a processor stores twice in a cycle. What was seen is a thirtieth of that.
	 */
	private static final long FASTEST = 40_000;

	private final long stack;

	private long top;

	/** How much was left at least, and when. */
	private long left;

	private long since;

	/**
	 * Create a thread.
	 * @param name its name
	 * @param stack the bytes of its stack
	 * @param classLoader its context class loader
	 */
	protected GuestThread(String name, long stack, @Nullable ClassLoader classLoader) {
		super(name, stack, classLoader, null);
		this.stack = stack;
	}

	@Override
	public final void run() {
		this.top = StackPointer.read();
		live();
	}

	/**
	 * Do what the thread is for.
	 */
	protected abstract void live();

	/**
	 * Note that only frames of ours are on the stack. To be called by this thread.
	 */
	protected final void atTop() {
		this.since = System.nanoTime();
		this.left = this.stack - UNUSABLE;
	}

	/**
	 * Whether so much is left of the stack. To be called by this thread, while no guest
	 * is on it. What was left once is less now by no more than Java code can take in the
	 * time since then; only where that may be too much is it measured.
	 * @param bytes how much is needed
	 * @return {@code true} only if it is there
	 */
	final boolean hasRoom(long bytes) {
		long now = System.nanoTime();
		if (isLeft(bytes, now)) {
			return true;
		}
		long pointer = (this.top != StackPointer.UNKNOWN) ? StackPointer.read() : StackPointer.UNKNOWN;
		if (pointer != StackPointer.UNKNOWN) {
			this.since = now;
			this.left = this.stack - UNUSABLE - (this.top - pointer);
		}
		return isLeft(bytes, now) || LargeFrames.fit(bytes);
	}

	private boolean isLeft(long bytes, long now) {
		long spare = this.left - bytes;
		return spare >= 0 && now - this.since <= spare / FASTEST;
	}

}
