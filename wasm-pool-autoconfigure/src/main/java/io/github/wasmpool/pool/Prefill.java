package io.github.wasmpool.pool;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Phaser;

/**
 * Makes the objects that are to be idle, on several threads at once. Used once.
 */
final class Prefill {

	private final Refiller<?> refiller;

	private final Phaser working = new Phaser(1);

	private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

	Prefill(Refiller<?> refiller) {
		this.refiller = refiller;
	}

	/**
	 * Make the objects and wait until that is done. A task that the executor has not
	 * begun by then is not waited for.
	 * @param helpers how many tasks to submit beside the calling thread
	 * @return what the factory threw, in that order
	 * @throws InterruptedException if the thread is interrupted while it waits for the
	 * tasks
	 */
	List<Throwable> run(int helpers) throws InterruptedException {
		int submitted = 0;
		while (submitted < helpers && this.refiller.submit(this::help)) {
			submitted++;
		}
		work();
		this.working.awaitAdvanceInterruptibly(this.working.arriveAndDeregister());
		return List.copyOf(this.failures);
	}

	private void help() {
		if (this.working.register() >= 0) {
			try {
				work();
			}
			finally {
				this.working.arriveAndDeregister();
			}
		}
	}

	private void work() {
		boolean more = true;
		while (more) {
			more = this.refiller.refillOne(this.failures::isEmpty, this.failures::add);
		}
	}

}
