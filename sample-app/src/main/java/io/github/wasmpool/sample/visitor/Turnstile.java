package io.github.wasmpool.sample.visitor;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.github.wasmpool.sample.BusyException;

import org.springframework.stereotype.Component;

/**
 * Lets what visitors brought be compiled and run, one after the other: one processor
 * works for them, the others never do. Whoever came first is first.
 */
@Component
final class Turnstile {

	private static final int WAIT_SECONDS = 5;

	private final Semaphore turn = new Semaphore(1, true);

	/**
	 * Wait for one's turn.
	 * @return the turn, to be closed soon
	 * @throws BusyException if it does not come soon
	 */
	Turn enter() {
		try {
			if (this.turn.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
				return this.turn::release;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		throw new BusyException("Others are trying their modules just now; try again in a moment.");
	}

	/**
	 * The right to keep a processor busy.
	 */
	@FunctionalInterface
	interface Turn extends AutoCloseable {

		@Override
		void close();

	}

}
