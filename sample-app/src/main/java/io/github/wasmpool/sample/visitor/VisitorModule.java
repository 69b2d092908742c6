package io.github.wasmpool.sample.visitor;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;

import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.sample.BusyException;

/**
 * A module that a visitor brought, with its pool.
 */
final class VisitorModule implements AutoCloseable {

	/** A load test and a call, or two calls. */
	private static final int AT_ONCE = 2;

	private final int place;

	private final WasmModule module;

	private final WasmPool pool;

	private final Clock clock;

	private final Instant since;

	private final Semaphore uses = new Semaphore(AT_ONCE);

	private volatile Instant used;

	VisitorModule(int place, WasmModule module, WasmPool pool, Clock clock) {
		this.place = place;
		this.module = module;
		this.pool = pool;
		this.clock = clock;
		this.since = clock.instant();
		this.used = this.since;
	}

	int place() {
		return this.place;
	}

	WasmModule module() {
		return this.module;
	}

	WasmPool pool() {
		return this.pool;
	}

	/**
	 * Begin to use the module.
	 * @throws BusyException if it is in use already
	 */
	void begin() {
		if (!this.uses.tryAcquire()) {
			throw new BusyException("This module is busy with your other calls; wait until they have ended.");
		}
		this.used = this.clock.instant();
	}

	/**
	 * End a use that has begun.
	 */
	void end() {
		this.used = this.clock.instant();
		this.uses.release();
	}

	/**
	 * Whether nobody has used this for a time, or it is there for too long.
	 */
	boolean isOver(Duration silence, Duration lifetime) {
		Instant now = this.clock.instant();
		return now.isAfter(this.since.plus(lifetime))
				|| (this.uses.availablePermits() == AT_ONCE && now.isAfter(this.used.plus(silence)));
	}

	@Override
	public void close() {
		this.pool.close();
		this.module.close();
	}

}
