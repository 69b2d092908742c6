package io.github.wasmpool.sample;

/**
 * A region of the complex plane, in pixels.
 *
 * @param x the real part of its centre
 * @param y the imaginary part of its centre
 * @param span how far it reaches from left to right
 * @param width the pixels of a row
 * @param height the rows
 * @param limit how many steps of an orbit are looked at
 */
record Region(double x, double y, double span, int width, int height, int limit) {

	private static final int MAX_SIZE = 1200;

	private static final int MAX_LIMIT = 1000;

	Region {
		require(Double.isFinite(x) && Double.isFinite(y), "'x' and 'y' must be finite numbers.");
		require(span > 0 && Double.isFinite(span), "'span' must be a finite number above zero.");
		require(width >= 1 && width <= MAX_SIZE && height >= 1 && height <= MAX_SIZE,
				"'width' and 'height' must be between 1 and " + MAX_SIZE + ".");
		require(limit >= 1 && limit <= MAX_LIMIT, "'limit' must be between 1 and " + MAX_LIMIT + ".");
	}

	private static void require(boolean condition, String problem) {
		if (!condition) {
			throw new InvalidInputException(problem);
		}
	}

	/**
	 * How far one pixel is from the next.
	 */
	double step() {
		return this.span / this.width;
	}

	double left() {
		return this.x - (this.width - 1) / 2.0 * step();
	}

	double top() {
		return this.y + (this.height - 1) / 2.0 * step();
	}

}
