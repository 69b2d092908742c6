package io.github.wasmpool.wasmtime;

/**
 * Sees to it that a guest finds its stack. The engine stops a guest that takes more than
 * {@code guest-stack}, counted from where it was entered, and never asks how much the
 * thread has: where that is less, the JVM ends. So whoever enters a guest on a stack that
 * may be used asks here.
 *
 * <p>
 * What a thread that has no guest on it, and is none of ours, did with its stack is not
 * known. All that comes after the first guest is.
 */
public final class StackReserve {

	/**
	 * What the binding needs besides, when a call fails: it makes exceptions, and ends
	 * the JVM if it cannot. The JVM keeps nearly as much again below any frame of Java.
	 */
	private static final long BINDING = 128 << 10;

	/**
	 * How many guests are on the stack of a thread. An array, so that no class of ours
	 * stays behind in the thread.
	 */
	private static final ThreadLocal<int[]> GUESTS = ThreadLocal.withInitial(() -> new int[1]);

	private StackReserve() {
	}

	/**
	 * Whether a guest that is not on the stack yet finds room on the current thread. It
	 * takes nanoseconds where no guest is, and microseconds where one is.
	 * @param guestStack the most bytes of stack it uses
	 * @return {@code false} if too little is left
	 */
	public static boolean hasRoomFor(long guestStack) {
		long bytes = guestStack + BINDING;
		if (GUESTS.get()[0] > 0) {
			return LargeFrames.fit(bytes);
		}
		return !(Thread.currentThread() instanceof GuestThread thread) || thread.hasRoom(bytes);
	}

	/**
	 * Require room for a guest that is not on the stack yet.
	 * @param guestStack the most bytes of stack it uses
	 * @throws StackOverflowError if too little is left
	 */
	static void requireFor(long guestStack) {
		if (!hasRoomFor(guestStack)) {
			throw tooLittle();
		}
	}

	/**
	 * Require what the binding needs to call a guest that is on the stack already, whose
	 * limit is that of its first entry.
	 * @throws StackOverflowError if too little is left
	 */
	static void requireForBinding() {
		if (!LargeFrames.fit(BINDING)) {
			throw tooLittle();
		}
	}

	/**
	 * Do what makes the binding call Java in a place where it ends the JVM if that fails.
	 * Where too little of the stack is left for it, another thread does it.
	 * @param work what to do
	 */
	static void runWithRoom(Runnable work) {
		if (LargeFrames.fit(BINDING)) {
			work.run();
		}
		else {
			new OwnThread("wasm-free", 0, null, work).start();
		}
	}

	/**
	 * Note that a guest is entered that is not on the stack of the current thread.
	 */
	static void entered() {
		GUESTS.get()[0]++;
	}

	/**
	 * Note that this guest was left.
	 */
	static void left() {
		GUESTS.get()[0]--;
	}

	private static StackOverflowError tooLittle() {
		return new StackOverflowError("Too little is left of the stack to call a guest");
	}

}
