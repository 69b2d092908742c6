package io.github.wasmpool.runtime;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * A thread of a pool: does what it is given, one after the other, and ends when it was
 * idle for long.
 */
final class DedicatedThread extends Thread {

	private static final long KEEP_ALIVE = TimeUnit.SECONDS.toNanos(30);

	private static final StackWalker WALKER = StackWalker.getInstance();

	private final DedicatedThreads owner;

	/** Used by this thread only. */
	private long shallowUntil = System.nanoTime();

	/** Set by whoever took this thread out of the idle ones. */
	private volatile @Nullable Runnable next;

	/**
	 * Create a thread.
	 * @param owner the threads it belongs to
	 * @param name its name
	 * @param stack the bytes of its stack
	 * @param first what it does first
	 */
	DedicatedThread(DedicatedThreads owner, String name, long stack, Runnable first) {
		super(null, null, name, stack, false);
		setDaemon(true);
		this.owner = owner;
		this.next = first;
	}

	boolean isOf(DedicatedThreads threads) {
		return this.owner == threads;
	}

	/**
	 * Whether Java code has left enough of the stack for a guest. To be called by this
	 * thread. Counting frames takes microseconds, so a good answer holds for the time in
	 * which no code could use up what that many frames leave.
	 * @param frames how many frames Java may have
	 * @param trusted the nanoseconds a good answer holds
	 */
	boolean isShallow(int frames, long trusted) {
		long now = System.nanoTime();
		if (now - this.shallowUntil < 0) {
			return true;
		}
		boolean shallow = WALKER.walk((stack) -> stack.skip(frames).findFirst().isEmpty());
		if (shallow) {
			this.shallowUntil = now + trusted;
		}
		return shallow;
	}

	/**
	 * Give work to this thread, which is idle.
	 * @param work what to do; it throws nothing, and makes the thread idle again
	 */
	void give(Runnable work) {
		this.next = work;
		LockSupport.unpark(this);
	}

	@Override
	public void run() {
		boolean running = true;
		while (running) {
			running = work();
		}
	}

	/**
	 * Wait for work and do it. While this thread waits nothing on its stack refers to the
	 * work it did: a loan that was forgotten has to become unreachable.
	 * @return whether there was any
	 */
	private boolean work() {
		Runnable work = await();
		this.next = null;
		if (work != null) {
			work.run();
		}
		return work != null;
	}

	private @Nullable Runnable await() {
		long since = System.nanoTime();
		while (this.next == null) {
			long left = KEEP_ALIVE - (System.nanoTime() - since);
			if ((left <= 0 || this.owner.isClosed()) && this.owner.withdraw(this)) {
				return null;
			}
			// If somebody took it out of the idle ones already, work comes at once
			LockSupport.parkNanos(this, Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)));
			Thread.interrupted();
		}
		return this.next;
	}

}
