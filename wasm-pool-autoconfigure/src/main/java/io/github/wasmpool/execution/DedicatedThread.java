package io.github.wasmpool.execution;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.wasmpool.wasmtime.GuestThread;
import org.jspecify.annotations.Nullable;

/**
 * A thread of a pool: does what it is given, one after the other, and ends when it was
 * idle for long.
 */
final class DedicatedThread extends GuestThread {

	private static final long KEEP_ALIVE = TimeUnit.SECONDS.toNanos(30);

	private final DedicatedThreads owner;

	/** Set by whoever took this thread out of the idle ones. */
	private volatile @Nullable Runnable next;

	/**
	 * Create a thread.
	 * @param owner the threads it belongs to
	 * @param name its name
	 * @param stack the bytes of its stack
	 * @param classLoader its context class loader
	 * @param first what it does first
	 */
	DedicatedThread(DedicatedThreads owner, String name, long stack, @Nullable ClassLoader classLoader,
			Runnable first) {
		super(name, stack, classLoader);
		this.owner = owner;
		this.next = first;
	}

	boolean isOf(DedicatedThreads threads) {
		return this.owner == threads;
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
	protected void live() {
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
			atTop();
			work.run();
		}
		return work != null;
	}

	private @Nullable Runnable await() {
		long since = System.nanoTime();
		while (this.next == null) {
			long left = KEEP_ALIVE - (System.nanoTime() - since);
			if ((left <= 0 || this.owner.isResting()) && this.owner.withdraw(this)) {
				return null;
			}
			// If somebody took it out of the idle ones already, work comes at once
			LockSupport.parkNanos(this, Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)));
			Thread.interrupted();
		}
		return this.next;
	}

}
