package io.github.wasmpool.execution;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Adds the stack of the thread that waited to an exception of the thread that worked: the
 * trace goes on below a line that names the waiting thread.
 */
final class CallerStack {

	private static final String CLASS = DedicatedThread.class.getName();

	private static final String METHOD = "handed over by '";

	private CallerStack() {
	}

	/**
	 * Add the stack of the current thread. Exceptions whose trace cannot be changed are
	 * left as they are.
	 * @param thrown what was thrown
	 * @param worker the thread that threw it
	 */
	static void add(Throwable thrown, @Nullable Thread worker) {
		StackTraceElement[] theirs = thrown.getStackTrace();
		if (theirs.length == 0) {
			return;
		}
		int kept = lengthWithoutStale(theirs, worker);
		StackTraceElement[] ours = Thread.currentThread().getStackTrace();
		int skipped = 1;
		while (skipped < ours.length && isOfHandover(ours[skipped])) {
			skipped++;
		}
		StackTraceElement[] both = Arrays.copyOf(theirs, kept + 1 + ours.length - skipped);
		both[kept] = mark(Thread.currentThread());
		System.arraycopy(ours, skipped, both, kept + 1, ours.length - skipped);
		thrown.setStackTrace(both);
	}

	/**
	 * An exception object that is thrown again and again would grow each time. What was
	 * added is kept only if it comes from a hand-over by the worker itself.
	 */
	private static int lengthWithoutStale(StackTraceElement[] trace, @Nullable Thread worker) {
		int first = trace.length;
		int last = -1;
		for (int i = trace.length - 1; i >= 0; i--) {
			if (isMark(trace[i])) {
				first = i;
				last = Math.max(last, i);
			}
		}
		boolean nested = last >= 0 && worker != null && trace[last].equals(mark(worker));
		return nested ? trace.length : first;
	}

	private static boolean isOfHandover(StackTraceElement element) {
		String name = element.getClassName();
		return name.equals(CallerStack.class.getName()) || name.equals(Handover.class.getName());
	}

	private static boolean isMark(StackTraceElement element) {
		return element.getClassName().equals(CLASS) && element.getMethodName().startsWith(METHOD);
	}

	private static StackTraceElement mark(Thread thread) {
		return new StackTraceElement(CLASS, METHOD + thread.getName() + "'", null, -1);
	}

}
