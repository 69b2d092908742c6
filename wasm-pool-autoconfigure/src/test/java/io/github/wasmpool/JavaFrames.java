package io.github.wasmpool;

import java.util.concurrent.Callable;

/**
 * Uses up the stack of a thread by frames of Java.
 */
public final class JavaFrames {

	private JavaFrames() {
	}

	/**
	 * Do work below frames of Java.
	 * @param frames how many
	 * @param work the work
	 */
	public static <T> T below(int frames, Callable<T> work) throws Exception {
		return (frames > 0) ? below(frames - 1, work) : work.call();
	}

	/**
	 * Find out how many frames the calling thread can have, before they are compiled.
	 */
	public static int measure() throws Exception {
		int frames = 1000;
		while (true) {
			try {
				below(frames, () -> 0);
				frames += 200;
			}
			catch (StackOverflowError ex) {
				return frames;
			}
		}
	}

}
