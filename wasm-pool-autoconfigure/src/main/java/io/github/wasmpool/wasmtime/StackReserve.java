package io.github.wasmpool.wasmtime;

/**
 * Makes sure that Java has enough of the stack of the current thread left for what the
 * binding does when a call fails: it makes exceptions, and ends the JVM if it cannot. A
 * host function that recursed itself to the end of the stack gets a
 * {@link StackOverflowError} instead, which it may catch.
 */
final class StackReserve {

	/**
	 * With at least 100 bytes for each, some 80 kB. The JVM keeps as much again below any
	 * frame of Java.
	 */
	private static final int FRAMES = 800;

	private StackReserve() {
	}

	/**
	 * Touch the stack, which takes some microseconds.
	 * @throws StackOverflowError if too little is left
	 */
	static void require() {
		long touched;
		try {
			touched = touch(FRAMES, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
		}
		catch (StackOverflowError ex) {
			throw new StackOverflowError("Too little is left of the stack to call a guest");
		}
		if (touched == 0) {
			throw new AssertionError("A frame was left out");
		}
	}

	/**
	 * Recurse with values that each frame has to keep for after the call.
	 */
	private static long touch(int frames, long a, long b, long c, long d, long e, long f, long g, long h, long i,
			long j) {
		if (frames == 0) {
			return 1;
		}
		long below = touch(frames - 1, a, b, c, d, e, f, g, h, i, j);
		return below + ((a + b) + (c + d)) + ((e + f) + (g + h)) + (i + j);
	}

}
