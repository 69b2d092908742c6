package io.github.wasmpool.execution;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
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

	/**
	 * Set by whoever took this thread out of the idle ones, or by itself, to itself, so
	 * that it is given nothing any more.
	 */
	private final AtomicReference<@Nullable Runnable> next;

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
		this.next = new AtomicReference<>(first);
	}

	boolean isOf(DedicatedThreads threads) {
		return this.owner == threads;
	}

	/**
	 * Give work to this thread, which is idle.
	 * @param work what to do; it throws nothing, and makes the thread idle again
	 * @return {@code false} if the thread ends
	 */
	boolean give(Runnable work) {
		boolean given = this.next.compareAndSet(null, work);
		if (given) {
			LockSupport.unpark(this);
		}
		return given;
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
		if (work != null) {
			this.next.set(null);
			atTop();
			work.run();
		}
		return work != null;
	}

	/**
	 * Wait for work, or for the end. Whoever took this thread out of the idle ones may
	 * have failed before it gave it work, so this does not ask whether anybody did.
	 */
	private @Nullable Runnable await() {
		long since = System.nanoTime();
		while (this.next.get() == null) {
			long left = KEEP_ALIVE - (System.nanoTime() - since);
			if ((left <= 0 || this.owner.isResting()) && this.next.compareAndSet(null, this)) {
				this.owner.ended(this);
				return null;
			}
			LockSupport.parkNanos(this, Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)));
			Thread.interrupted();
		}
		return this.next.get();
	}

}
