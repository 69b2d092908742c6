package io.github.wasmpool.runtime;

import java.util.concurrent.locks.ReentrantLock;

import io.github.wasmpool.wasmtime.InstanceBudget;

/**
 * What a pool has of the budget of the process. A loan can outlive its pool: the part of
 * an instance is given back when the instance is freed, the rest when the pool is closed.
 */
final class PoolShare {

	private final ReentrantLock lock = new ReentrantLock();

	private final InstanceBudget budget;

	private final long instances;

	private long live;

	private boolean closed;

	/**
	 * Take over a share.
	 * @param budget what it was taken from
	 * @param instances as many as were taken; 0 if the instances need none
	 */
	PoolShare(InstanceBudget budget, long instances) {
		this.budget = budget;
		this.instances = instances;
	}

	/**
	 * Note that an instance is about to live.
	 * @throws IllegalStateException if the pool is closed
	 */
	void enter() {
		this.lock.lock();
		try {
			if (this.closed) {
				throw new IllegalStateException("The pool is closed");
			}
			this.live++;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Note that an instance is freed, or was never made.
	 */
	void leave() {
		this.lock.lock();
		try {
			this.live--;
			if (this.closed && this.instances > 0) {
				this.budget.give(1);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Give back what no instance needs any more. To be called once.
	 */
	void close() {
		this.lock.lock();
		try {
			this.closed = true;
			if (this.instances > 0) {
				this.budget.give(this.instances - this.live);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

}
