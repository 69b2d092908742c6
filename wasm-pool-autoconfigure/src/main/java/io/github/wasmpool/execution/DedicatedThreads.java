package io.github.wasmpool.execution;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

import io.github.wasmpool.SettingProblems;
import io.github.wasmpool.type.Wording;
import io.github.wasmpool.wasmtime.StackReserve;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a pool, which have a large stack. Work does not wait until a thread is
 * free: where none is idle, another one is started.
 *
 * <p>
 * Thread-safe.
 */
public final class DedicatedThreads {

	/** The bytes of a stack if nobody says otherwise. */
	public static final long DEFAULT_STACK = 8 << 20;

	private static final long MIN_STACK = 1 << 20;

	private static final long MAX_STACK = 1 << 30;

	/** What a thread needs beside the stack of the guest, for Java and for the engine. */
	private static final long HEADROOM = 512 << 10;

	private static final long TURN = TimeUnit.MICROSECONDS.toNanos(50);

	private static final int TURNS = 20;

	private final String pool;

	private volatile int size;

	private final long stack;

	private final long guestStack;

	private final @Nullable ClassLoader classLoader = Thread.currentThread().getContextClassLoader();

	private final Deque<DedicatedThread> idle = new ConcurrentLinkedDeque<>();

	private final AtomicInteger started = new AtomicInteger();

	private final AtomicInteger ended = new AtomicInteger();

	private volatile boolean resting;

	/**
	 * Create threads. None is started yet.
	 * @param pool the name of the pool
	 * @param size how many threads are needed, but for rare cases
	 * @param stack the bytes of the stack of each
	 * @param guestStack the most of it a guest uses
	 */
	public DedicatedThreads(String pool, int size, long stack, long guestStack) {
		this.pool = pool;
		this.size = size;
		this.stack = stack;
		this.guestStack = guestStack;
	}

	/**
	 * Check the size of stacks.
	 * @param problems collects what is wrong
	 * @param stack the bytes of the stack of each thread
	 * @param used whether there will be threads
	 * @param guestStack the most of it a guest uses
	 */
	public static void check(SettingProblems problems, long stack, boolean used, long guestStack) {
		boolean inRange = stack >= MIN_STACK && stack <= MAX_STACK;
		problems.unless(inRange,
				"'dedicated.thread-stack' must be between 1 MiB and 1 GiB but is " + Wording.count(stack, "byte"),
				"dedicated.thread-stack");
		problems.unless(!used || !inRange || stack - HEADROOM >= guestStack,
				"'dedicated.thread-stack' must exceed 'guest-stack' (" + Wording.count(guestStack, "byte") + ") by "
						+ Wording.count(HEADROOM, "byte") + " or more but is " + Wording.count(stack, "byte"),
				"dedicated.thread-stack", "guest-stack");
	}

	/**
	 * Whether a guest can run on the current thread.
	 * @return {@code true} if it is one of these threads, and Java code and other guests
	 * have left enough of its stack
	 */
	boolean isHere() {
		return Thread.currentThread() instanceof DedicatedThread thread && thread.isOf(this)
				&& StackReserve.hasRoomFor(this.guestStack);
	}

	/**
	 * Take work that the caller will wait for.
	 * @param handover the work
	 * @param decorator wraps it
	 */
	void take(Handover<?, ?> handover, UnaryOperator<Runnable> decorator) {
		Runnable task = decorator.apply(handover);
		Runnable work = () -> handover.perform(task, this::idle);
		DedicatedThread thread = idleThread();
		while (thread != null && !thread.give(work)) {
			thread = idleThread();
		}
		if (thread == null) {
			start(work);
		}
	}

	/**
	 * Find an idle thread. A thread gives its instance back a moment before it is idle,
	 * so a borrower can be there too early. That moment is waited for, but no more, as a
	 * callback may also go on after it ended its loan.
	 */
	private @Nullable DedicatedThread idleThread() {
		DedicatedThread thread = this.idle.poll();
		for (int i = 0; thread == null && i < TURNS && this.started.get() - this.ended.get() >= this.size; i++) {
			LockSupport.parkNanos(this, TURN);
			thread = this.idle.poll();
		}
		return thread;
	}

	void resize(int size) {
		this.size = size;
	}

	private void start(Runnable work) {
		String name = "wasm-" + this.pool + "-" + this.started.incrementAndGet();
		try {
			new DedicatedThread(this, name, this.stack, this.classLoader, work).start();
		}
		catch (Throwable ex) {
			this.ended.incrementAndGet();
			throw ex;
		}
	}

	private void idle() {
		// The last one that became idle is used first, so that the others can end
		DedicatedThread thread = (DedicatedThread) Thread.currentThread();
		thread.restore();
		this.idle.push(thread);
	}

	/**
	 * Whether a thread ends as soon as it is idle.
	 */
	boolean isResting() {
		return this.resting;
	}

	/**
	 * Note that a thread takes no work any more.
	 */
	void ended(DedicatedThread thread) {
		this.idle.remove(thread);
		this.ended.incrementAndGet();
	}

	/**
	 * Let threads end as soon as they are idle, or not before they were idle for long.
	 * @param resting whether none is kept
	 */
	void rest(boolean resting) {
		this.resting = resting;
		if (resting) {
			this.idle.forEach(LockSupport::unpark);
		}
	}

}
