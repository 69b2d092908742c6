package io.github.wasmpool.pool;

import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when instances that are returned cannot be lent again, one after the other: each
 * loan takes a new one then, as if nothing was reused.
 */
final class ResetFailures {

	/** A validator may refuse some instances; one that refuses so many refuses all. */
	static final int REFUSALS = 10;

	private static final Logger logger = LoggerFactory.getLogger(ResetFailures.class);

	private final String pool;

	private final AtomicInteger inARow = new AtomicInteger();

	private volatile boolean warned;

	ResetFailures(String pool) {
		this.pool = pool;
	}

	/**
	 * Note that an instance was reset.
	 */
	void succeeded() {
		if (this.inARow.get() > 0) {
			this.inARow.set(0);
			if (this.warned) {
				this.warned = false;
				logger.info("{} - instances can be reset again", this.pool);
			}
		}
	}

	/**
	 * Note that resetting failed.
	 * @param failure the reason
	 */
	void failed(Throwable failure) {
		this.inARow.incrementAndGet();
		if (this.warned) {
			logger.debug("{} - an instance could not be reset and is retired", this.pool, failure);
			return;
		}
		this.warned = true;
		logger.warn("{} - an instance could not be reset and is retired, as all are until that succeeds", this.pool,
				failure);
	}

	/**
	 * Note that an instance was refused.
	 */
	void refused() {
		if (this.inARow.incrementAndGet() >= REFUSALS && !this.warned) {
			this.warned = true;
			logger
				.warn("{} - the last {} instances were refused on return, so that each loan takes a new one; check the "
						+ "validator", this.pool, REFUSALS);
		}
	}

}
