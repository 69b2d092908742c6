package io.github.wasmpool.sample;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

import io.github.wasmpool.LoanOptions;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmTrapException;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Has the guest {@code guests/unruly.c} do what guests do wrong, one thing at a time.
 */
@Component
final class Misbehaviour {

	private static final int HONEST_CALLS = 100;

	/** Honest calls do not fail because the machine is busy. */
	private static final LoanOptions PATIENT = LoanOptions.ofPool().withExecutionTimeout(Duration.ofSeconds(10));

	private final WasmPool pool;

	private final Semaphore stage = new Semaphore(1);

	Misbehaviour(@Qualifier("unrulyWasmPool") WasmPool pool) {
		this.pool = pool;
	}

	/**
	 * Let a guest misbehave, then ask others of the same pool.
	 * @param kind what it does
	 * @return how it ended
	 * @throws BusyException if another one is at it
	 */
	Outcome perform(Kind kind) {
		if (!this.stage.tryAcquire()) {
			throw new BusyException("Another guest misbehaves just now; try again in a moment.");
		}
		try {
			long start = System.nanoTime();
			String ended;
			String message;
			try {
				message = perform(this.pool, kind);
				ended = "returned";
			}
			catch (WasmException ex) {
				ended = (ex instanceof WasmTrapException) ? "trapped"
						: (ex instanceof WasmExecutionTimeoutException) ? "timed out" : "failed";
				message = String.valueOf(ex.getMessage());
			}
			long micros = (System.nanoTime() - start) / 1_000;
			return new Outcome(kind, ended, message, micros, honestAnswers(), HONEST_CALLS);
		}
		finally {
			this.stage.release();
		}
	}

	private static String perform(WasmPool pool, Kind kind) {
		return switch (kind) {
			case TRAP -> "It returned " + pool.callInt("trap") + ".";
			case LOOP -> "It returned " + pool.callInt("loop") + ".";
			case RECURSE -> "It returned " + pool.callInt("recurse") + ".";
			case EXHAUST -> "It took memory until it was refused more, and has " + pool.callInt("exhaust")
					+ " pages, the most that 'memory.max-pages' allows. The next loan begins with 1 again.";
			case LEAK -> leak(pool);
		};
	}

	/**
	 * Forgets to return an instance. The garbage collector is asked for, so that the pool
	 * finds out now rather than at some time.
	 */
	@SuppressWarnings("resource") // that is the point
	private static String leak(WasmPool pool) {
		int answer = pool.acquire().callInt("honest", 1);
		System.gc();
		return "An instance was borrowed, answered " + answer
				+ " and was never returned. The pool takes the slot back as "
				+ "soon as the garbage collector finds that nobody can return it, and makes a new instance.";
	}

	private int honestAnswers() {
		int honest = 0;
		for (int i = 0; i < HONEST_CALLS; i++) {
			try (WasmInstance guest = this.pool.acquire(PATIENT)) {
				honest += (guest.callInt("honest", i) == 2 * i + 1) ? 1 : 0;
			}
		}
		return honest;
	}

	/** What guests do wrong. */
	enum Kind {

		TRAP, LOOP, RECURSE, EXHAUST, LEAK;

		static Kind named(String name) {
			return Stream.of(values())
				.filter((kind) -> kind.name().equalsIgnoreCase(name))
				.findAny()
				.orElseThrow(() -> new InvalidInputException(
						"A guest can trap, loop, recurse, exhaust or leak, and nothing else here."));
		}

	}

	/**
	 * How it ended.
	 *
	 * @param kind what the guest did
	 * @param ended in two words
	 * @param message what its caller was told
	 * @param micros how long the caller waited, in microseconds
	 * @param honest how many of the calls that followed were answered rightly
	 * @param asked how many followed
	 */
	record Outcome(Kind kind, String ended, String message, long micros, int honest, int asked) {
	}

}
