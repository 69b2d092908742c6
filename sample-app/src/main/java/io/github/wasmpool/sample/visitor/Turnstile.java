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
	 * @throws BusyException if it does not come soon
	 */
	void enter() {
		boolean entered = false;
		try {
			entered = this.turn.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		if (!entered) {
			throw new BusyException("Others are trying their modules just now; try again in a moment.");
		}
	}

	/**
	 * Let the next one in. For who has entered, soon.
	 */
	void leave() {
		this.turn.release();
	}

}
