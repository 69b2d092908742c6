package io.github.wasmpool.sample;

import java.util.List;

import io.github.wasmpool.WasmInstance;

/**
 * The discounts of a shop. The largest that applies is granted.
 *
 * @param discounts up to {@value #MOST}
 */
record Discounts(List<Discount> discounts) {

	/** As many as the guest has room for. */
	private static final int MOST = 8;

	static final Discounts USUAL = new Discounts(List.of(new Discount(10_000, 5), new Discount(50_000, 10)));

	Discounts {
		if (discounts.size() > MOST) {
			throw new InvalidInputException(
					"There is room for " + MOST + " discounts but here are " + discounts.size() + ".");
		}
		discounts = List.copyOf(discounts);
	}

	/**
	 * Fill the table of a guest.
	 */
	void seed(WasmInstance guest) {
		guest.callVoid("clear");
		for (Discount discount : this.discounts) {
			guest.callInt("discount", discount.from(), discount.percent());
		}
	}

	/**
	 * Compute what the guest is to answer.
	 */
	int price(int amount) {
		int percent = this.discounts.stream()
			.filter((discount) -> amount >= discount.from())
			.mapToInt(Discount::percent)
			.max()
			.orElse(0);
		return (int) ((long) amount * (100 - percent) / 100);
	}

}
