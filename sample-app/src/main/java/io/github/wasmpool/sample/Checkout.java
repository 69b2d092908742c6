package io.github.wasmpool.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmPool;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Customers who pay: a thousand calls a second of the rules, as long as somebody watches.
 * Each answer is compared with what Java computes.
 */
@Component
final class Checkout {

	private static final int CALLS_PER_MOMENT = 100;

	private static final long MOMENT = 100_000_000;

	/** Half a minute. */
	private static final int KEPT = 300;

	private final WasmPool pool;

	private final PriceList prices;

	private final AtomicInteger watchers = new AtomicInteger();

	private final List<Moment> moments = new ArrayList<>();

	/** How many moments came before the first that is kept. */
	private long forgotten;

	private boolean open;

	Checkout(@Qualifier("rulesWasmPool") WasmPool pool, PriceList prices) {
		this.pool = pool;
		this.prices = prices;
	}

	/**
	 * Begin to watch.
	 * @return what is seen from now on
	 */
	Watch watch() {
		synchronized (this.moments) {
			this.watchers.incrementAndGet();
			if (!this.open) {
				this.open = true;
				Thread customers = new Thread(this::sell, "checkout");
				customers.setDaemon(true);
				customers.start();
			}
			return new Watch(this.forgotten + this.moments.size());
		}
	}

	private void sell() {
		Random random = new Random(0);
		long start = System.nanoTime();
		while (goesOn()) {
			Moment moment = moment(random);
			synchronized (this.moments) {
				this.moments.add(moment);
				if (this.moments.size() > KEPT) {
					this.moments.remove(0);
					this.forgotten++;
				}
			}
			start += MOMENT;
			long rest = start - System.nanoTime();
			if (rest > 0) {
				LockSupport.parkNanos(rest);
			}
			else {
				start = System.nanoTime();
			}
		}
	}

	private boolean goesOn() {
		synchronized (this.moments) {
			this.open = this.watchers.get() > 0 && !this.pool.isClosed();
			return this.open;
		}
	}

	private Moment moment(Random random) {
		int answered = 0;
		int wrong = 0;
		int failed = 0;
		long longest = 0;
		for (int i = 0; i < CALLS_PER_MOMENT; i++) {
			int amount = random.nextInt(100_000);
			long before = System.nanoTime();
			try {
				if (this.prices.isPriced(amount, () -> this.pool.callInt("price", amount))) {
					answered++;
				}
				else {
					wrong++;
				}
			}
			catch (WasmException ex) {
				failed++;
			}
			longest = Math.max(longest, System.nanoTime() - before);
		}
		return new Moment(answered, wrong, failed, longest / 1_000, this.pool.counters().generation());
	}

	/**
	 * A tenth of a second.
	 *
	 * @param answered calls with the right answer
	 * @param wrong calls with another one
	 * @param failed calls without an answer
	 * @param longest microseconds the slowest of them took
	 * @param generation the number of the state that loans began with in the end
	 */
	record Moment(int answered, int wrong, int failed, long longest, long generation) {
	}

	/**
	 * What one spectator sees.
	 */
	final class Watch implements AutoCloseable {

		private long seen;

		private Watch(long seen) {
			this.seen = seen;
		}

		/**
		 * Return what happened since this was called last.
		 * @return the moments, in order
		 */
		List<Moment> next() {
			synchronized (Checkout.this.moments) {
				long from = Math.max(this.seen - Checkout.this.forgotten, 0);
				List<Moment> moments = Checkout.this.moments;
				this.seen = Checkout.this.forgotten + moments.size();
				return List.copyOf(moments.subList((int) from, moments.size()));
			}
		}

		@Override
		public void close() {
			Checkout.this.watchers.decrementAndGet();
		}

	}

}
