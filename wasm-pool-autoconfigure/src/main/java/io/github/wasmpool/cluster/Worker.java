package io.github.wasmpool.cluster;

import java.util.concurrent.TimeUnit;

import com.hazelcast.cluster.Member;
import org.jspecify.annotations.Nullable;

/**
 * A member at work for one operation: how much it can do, and how fast.
 */
final class Worker {

	/** How long a part is to take: long against what it costs to send one. */
	private static final long AIM = TimeUnit.MILLISECONDS.toNanos(50);

	/** What a part takes at least, as far as is known: some ways back and forth. */
	private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(2);

	/** A part takes no longer than so many of the last. */
	private static final int GROWTH = 4;

	/** How long to leave a member alone that will soon be ready. */
	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

	/** How long to leave a member alone that may not take part at all. */
	private static final long LONG_PAUSE = TimeUnit.MILLISECONDS.toNanos(500);

	private final Member member;

	private final boolean isLocal;

	private int slots = 1;

	private int running;

	private final int most;

	private int size;

	/** Nanoseconds that an item takes, or 0 if that is not known. */
	private double pace;

	private long pausedUntil;

	private long behindSince;

	private boolean isBehind;

	private boolean isAhead;

	private boolean isAbsent;

	private @Nullable String excluded;

	/**
	 * Create a worker.
	 * @param member the member
	 * @param isLocal whether it is this one
	 * @param work what is to be done
	 * @param now the time
	 */
	Worker(Member member, boolean isLocal, PartWork<?> work, long now) {
		this.member = member;
		this.isLocal = isLocal;
		this.size = work.least();
		this.most = work.most();
		this.pausedUntil = now;
	}

	Member member() {
		return this.member;
	}

	boolean isLocal() {
		return this.isLocal;
	}

	/**
	 * Return how many items it does in a nanosecond.
	 */
	double speed() {
		return (this.excluded == null && this.pace > 0) ? this.slots / this.pace : 0;
	}

	/**
	 * Return how many items to give it.
	 * @param left how many are left
	 * @param speed how many of them all members do in a nanosecond
	 * @param least the least items of a part
	 */
	int share(int left, double speed, int least) {
		if (this.pace <= 0) {
			return this.size;
		}
		double even = left / Math.max(1, speed * this.pace);
		// Half of what it would do of the rest, so that all end together
		double fair = Math.min(even, Math.max(even / 2, SHORT / this.pace));
		return (int) Math.max(1, Math.min(this.size, Math.max(least, fair)));
	}

	@Nullable String excluded() {
		return this.excluded;
	}

	boolean isAhead() {
		return this.isAhead;
	}

	/**
	 * Whether it can be given a part. One more than it can do at once waits there, so
	 * that nobody waits for the way back and forth, but not behind one that takes long.
	 */
	boolean isFree(long now) {
		boolean canQueue = this.pace > 0 && this.pace * this.size <= GROWTH * AIM;
		return (this.excluded == null || this.isAbsent) && this.running < this.slots + (canQueue ? 1 : 0)
				&& now - this.pausedUntil >= 0;
	}

	void begin() {
		this.running++;
	}

	void end() {
		this.running--;
	}

	/**
	 * Suppose that it is as fast as another, until it has shown how fast it is.
	 * @param other the other
	 */
	void expect(Worker other) {
		if (this.pace == 0 && other.pace > 0) {
			learn(other.pace, SHORT);
		}
	}

	/**
	 * Learn from what it has done.
	 * @param reply its answer
	 * @param items how many items that was for
	 */
	void learn(Reply reply, int items) {
		this.slots = Math.max(1, reply.slots());
		this.isBehind = false;
		comeBack();
		long took = Math.max(1, reply.took());
		learn((double) took / items, Math.max(SHORT, GROWTH * took));
	}

	private void learn(double pace, long longest) {
		this.pace = pace;
		this.size = (int) Math.max(1, Math.min(this.most, Math.min(AIM, longest) / pace));
	}

	/**
	 * Give it nothing more.
	 * @param reason why
	 */
	void exclude(String reason) {
		if (this.excluded == null || this.isAbsent) {
			this.excluded = reason;
			this.isAbsent = false;
		}
	}

	/**
	 * Expect nothing of it, and ask it again later: it may be about to take part.
	 * @param reason why
	 * @param now the time
	 */
	void miss(String reason, long now) {
		if (this.excluded == null) {
			this.excluded = reason;
			this.isAbsent = true;
		}
		this.pausedUntil = now + LONG_PAUSE;
	}

	private void comeBack() {
		if (this.isAbsent) {
			this.excluded = null;
			this.isAbsent = false;
		}
	}

	/**
	 * Give it nothing more, as it runs already what comes next.
	 */
	void excludeAhead(String reason) {
		exclude(reason);
		this.isAhead = true;
	}

	/**
	 * Give it nothing for a moment.
	 * @param reason why
	 * @param now the time
	 * @param timeout how long that may go on
	 */
	void pause(String reason, long now, long timeout) {
		comeBack();
		if (!this.isBehind) {
			this.isBehind = true;
			this.behindSince = now;
		}
		this.pausedUntil = now + PAUSE;
		if (now - this.behindSince > timeout) {
			exclude(reason);
		}
	}

}
