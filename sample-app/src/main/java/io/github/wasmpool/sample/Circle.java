package io.github.wasmpool.sample;

/**
 * A circle with what the guest computed of it.
 *
 * @param radius the radius, zero or more
 * @param area the area
 * @param circumference the circumference
 */
record Circle(double radius, double area, double circumference) {

	boolean isFinite() {
		return Double.isFinite(this.area) && Double.isFinite(this.circumference);
	}

}
