package io.github.wasmpool.sample;

/**
 * Something off the price.
 *
 * @param from the purchases it applies to, in cents
 * @param percent how much is off
 */
record Discount(int from, int percent) {

	private static final int HIGHEST_AMOUNT = 10_000_000;

	Discount {
		if (from < 0 || from > HIGHEST_AMOUNT) {
			throw new InvalidInputException("A discount begins at 0 to 100,000.00 but at " + from + " cents here.");
		}
		if (percent < 0 || percent > 90) {
			throw new InvalidInputException("A discount takes 0 to 90 per cent off but " + percent + " here.");
		}
	}

}
