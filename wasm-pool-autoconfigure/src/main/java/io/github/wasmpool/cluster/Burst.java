package io.github.wasmpool.cluster;

import java.util.concurrent.TimeUnit;

/**
 * Counts the requests that follow each other closely. Hazelcast's executor has two ways
 * to tell an answer. The one tells it at once, on the thread that read it, but each
 * hundredth of such requests, no more than ten milliseconds apart, waits for its own
 * answer, and that of a member that is paused does not come. The other never waits, and
 * where there are less than three processors it starts two threads for each answer.
 *
 * <p>
 * Thread-safe.
 */
final class Burst {

	/** Well below a hundred: others may use the same executor. */
	private static final int MOST = 40;

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(15);

	private int count;

	private long last;

	/**
	 * Whether the next request can be of the first kind. If not, it does not count, so a
	 * burst ends by itself.
	 * @param now the time, in nanoseconds
	 */
	synchronized boolean allows(long now) {
		if (now - this.last > PAUSE) {
			this.count = 0;
		}
		if (this.count == MOST) {
			return false;
		}
		this.count++;
		this.last = now;
		return true;
	}

}
