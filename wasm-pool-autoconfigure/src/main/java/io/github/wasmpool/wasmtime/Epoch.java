package io.github.wasmpool.wasmtime;

import java.util.concurrent.locks.ReentrantLock;

import io.github.kawamuray.wasmtime.Engine;

/**
 * The epoch of one engine, on a handle of its own: a handle is a native mutex, and a
 * compilation would hold up the clock. The lock keeps the clock off a handle that is
 * gone.
 */
final class Epoch implements AutoCloseable {

	private final ReentrantLock lock = new ReentrantLock();

	private final Engine engine;

	private boolean closed;

	/**
	 * Take over a handle.
	 * @param engine a handle that nobody else uses
	 */
	Epoch(Engine engine) {
		this.engine = engine;
	}

	void advance() {
		this.lock.lock();
		try {
			if (!this.closed) {
				this.engine.incrementEpoch();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void close() {
		this.lock.lock();
		try {
			if (!this.closed) {
				this.closed = true;
				this.engine.dispose();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

}
