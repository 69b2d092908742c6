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

	/** A part is not longer than so many of the last. */
	private static final int GROWTH = 4;

	/** How long to leave a member alone that will soon be ready. */
	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

	/** How long to leave a member alone that may not take part at all. */
	private static final long LONG_PAUSE = TimeUnit.MILLISECONDS.toNanos(500);

	private final Member member;

	private final boolean isLocal;

	private int slots = 1;

	private int running;

	private int size;

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
	 * @param size how many items it is given first
	 * @param now the time
	 */
	Worker(Member member, boolean isLocal, int size, long now) {
		this.member = member;
		this.isLocal = isLocal;
		this.size = size;
		this.pausedUntil = now;
	}

	Member member() {
		return this.member;
	}

	boolean isLocal() {
		return this.isLocal;
	}

	int slots() {
		return this.slots;
	}

	int size() {
		return this.size;
	}

	@Nullable String excluded() {
		return this.excluded;
	}

	boolean isAhead() {
		return this.isAhead;
	}

	/**
	 * Whether it can be given a part. One more than it can do at once waits with another
	 * member, so that it need not wait for the way back and forth.
	 */
	boolean isFree(long now) {
		return (this.excluded == null || this.isAbsent) && this.running < this.slots + (this.isLocal ? 0 : 1)
				&& now - this.pausedUntil >= 0;
	}

	void begin() {
		this.running++;
	}

	void end() {
		this.running--;
	}

	/**
	 * Learn from what it has done.
	 * @param reply its answer
	 * @param items how many items that was for
	 * @param most the most items to give it
	 */
	void learn(Reply reply, int items, int most) {
		this.slots = Math.max(1, reply.slots());
		this.isBehind = false;
		comeBack();
		long aim = (long) ((double) AIM / Math.max(1, reply.took()) * items);
		this.size = (int) Math.max(1, Math.min(most, Math.min(aim, (long) GROWTH * Math.max(items, this.size))));
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
