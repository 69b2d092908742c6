package io.github.wasmpool.runtime;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.github.wasmpool.type.Wording;
import io.github.wasmpool.wasmtime.GuestInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is worth saying about how the loans of one code become fresh: the way, once, and
 * how a pool could put its instances back in place when loans that grow the memory are
 * what keeps it from that.
 */
final class GrowthAdvice {

	private static final Logger logger = LoggerFactory.getLogger(GrowthAdvice.class);

	/** So many loans that grow the memory are a habit of the guest. */
	private static final int HABIT = 16;

	private final String pool;

	private final int reserve;

	private final AtomicReference<String> way = new AtomicReference<>("");

	private final AtomicInteger grown = new AtomicInteger();

	private final AtomicInteger most = new AtomicInteger();

	/**
	 * Create an adviser.
	 * @param pool the name of the pool
	 * @param reserve the reserve its memories have, in pages
	 */
	GrowthAdvice(String pool, int reserve) {
		this.pool = pool;
		this.reserve = reserve;
	}

	/**
	 * Say nothing that was said of the code before.
	 * @param before what was said of that
	 */
	void follow(GrowthAdvice before) {
		this.way.set(before.way.get());
	}

	/**
	 * Note how loans become fresh.
	 * @param way how
	 * @return whether they did in another way before
	 */
	boolean isOther(String way) {
		String before = this.way.getAndSet(way);
		return !before.isEmpty() && !before.equals(way);
	}

	/**
	 * Note a loan that grew the memory.
	 * @param instance its instance
	 */
	void grown(GuestInstance instance) {
		int pages = instance.grownBy();
		int most = this.most.accumulateAndGet(pages, Math::max);
		if (this.grown.incrementAndGet() == HABIT) {
			logger.info(
					"{} - {} loans have grown their memory, by {} at most, so their instances were replaced;"
							+ " set 'memory.reserve' to {} (now {}) to have them put back in place",
					this.pool, HABIT, Wording.count(most, "page"), most, this.reserve);
		}
	}

}
