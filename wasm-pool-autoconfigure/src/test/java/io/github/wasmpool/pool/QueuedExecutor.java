package io.github.wasmpool.pool;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;

/**
 * An executor that does its tasks when the test says so.
 */
final class QueuedExecutor implements Executor {

	private final Deque<Runnable> tasks = new ConcurrentLinkedDeque<>();

	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
	}

	int size() {
		return this.tasks.size();
	}

	void runAll() {
		Runnable task = this.tasks.poll();
		while (task != null) {
			task.run();
			task = this.tasks.poll();
		}
	}

}
