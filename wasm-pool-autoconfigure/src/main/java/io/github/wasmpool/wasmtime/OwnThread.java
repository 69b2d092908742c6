package io.github.wasmpool.wasmtime;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A thread of ours. Whoever causes it to be made, it is a daemon of normal priority in
 * the topmost group, inherits no thread-locals, and has the class loader it is given.
 */
@SuppressWarnings("ThreadPriorityCheck") // nothing relies on it
public class OwnThread extends Thread {

	private final String name;

	private final @Nullable ClassLoader classLoader;

	/**
	 * Create a thread.
	 * @param name its name
	 * @param stack the bytes of its stack, 0 for the usual stack
	 * @param classLoader its context class loader
	 * @param work what it does
	 */
	public OwnThread(String name, long stack, @Nullable ClassLoader classLoader, @Nullable Runnable work) {
		super(topmostGroup(), work, name, stack, false);
		this.name = name;
		this.classLoader = classLoader;
		setDaemon(true);
		setPriority(NORM_PRIORITY);
		setContextClassLoader(classLoader);
	}

	/**
	 * See to it that the JVM's timer takes after nobody: its thread takes group, priority
	 * and class loader from whoever uses it first, keeps them, and never ends.
	 */
	public static void startTimer() {
		Executor timer = CompletableFuture.delayedExecutor(1, TimeUnit.NANOSECONDS, Runnable::run);
		CompletableFuture.runAsync(() -> timer.execute(() -> {
		}), (work) -> new OwnThread("wasm-timer-start", 0, ClassLoader.getSystemClassLoader(), work).start()).join();
	}

	private static ThreadGroup topmostGroup() {
		ThreadGroup group = Objects.requireNonNull(Thread.currentThread().getThreadGroup());
		while (group.getParent() != null) {
			group = group.getParent();
		}
		return group;
	}

	/**
	 * Undo what code of others changed while it ran on this thread. To be called by this
	 * thread.
	 */
	public final void restore() {
		if (getPriority() != NORM_PRIORITY) {
			setPriority(NORM_PRIORITY);
		}
		if (getContextClassLoader() != this.classLoader) {
			setContextClassLoader(this.classLoader);
		}
		if (!getName().equals(this.name)) {
			setName(this.name);
		}
		setUncaughtExceptionHandler(null);
	}

}
