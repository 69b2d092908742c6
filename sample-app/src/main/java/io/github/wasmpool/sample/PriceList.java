package io.github.wasmpool.sample;

import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.IntSupplier;

import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmSnapshotInitializer;
import io.github.wasmpool.host.WasmImport;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/**
 * The discounts that the guests of the pool {@code rules} know: where their loans begin.
 */
@Component
final class PriceList implements WasmSnapshotInitializer {

	private final WasmPool pool;

	private final Semaphore change = new Semaphore(1);

	/** One, or two while the second replaces the first. */
	private volatile List<Discounts> valid = List.of(Discounts.USUAL);

	PriceList(@Lazy @Qualifier("rulesWasmPool") WasmPool pool) {
		this.pool = pool;
	}

	@Override
	public void initialize(String pool, WasmInstance instance) {
		if (pool.equals("rules")) {
			Discounts.USUAL.seed(instance);
		}
	}

	/**
	 * What guests call when they grant a discount; the pool counts these calls.
	 */
	@WasmImport(module = "shop", name = "granted", pools = "rules")
	void granted(int amount, int percent) {
	}

	Discounts present() {
		List<Discounts> valid = this.valid;
		return valid.get(valid.size() - 1);
	}

	/**
	 * Let every later loan begin with other discounts. Loans under way finish with those
	 * they began with.
	 * @param discounts the discounts
	 * @throws BusyException if somebody else is at it
	 */
	void replace(Discounts discounts) {
		if (!this.change.tryAcquire()) {
			throw new BusyException("Somebody else is changing the discounts; try again in a moment.");
		}
		Discounts before = present();
		try {
			this.valid = List.of(before, discounts);
			this.pool.reseed(discounts::seed);
			this.valid = List.of(discounts);
		}
		finally {
			if (this.valid.size() > 1) {
				this.valid = List.of(before);
			}
			this.change.release();
		}
	}

	/**
	 * Tell whether a guest answers as it should, by what was valid when it was asked or
	 * when it answered.
	 * @param amount a purchase in cents
	 * @param guest gives its price
	 */
	boolean isPriced(int amount, IntSupplier guest) {
		List<Discounts> before = this.valid;
		int price = guest.getAsInt();
		List<Discounts> after = this.valid;
		return before.stream().anyMatch((discounts) -> discounts.price(amount) == price)
				|| after.stream().anyMatch((discounts) -> discounts.price(amount) == price);
	}

}
