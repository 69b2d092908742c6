package io.github.wasmpool.sample;

/**
 * What the guest {@code guests/circle.c} exports of geometry.
 */
interface Geometry {

	double area(double radius);

	double circumference(double radius);

	/**
	 * Compute a circle.
	 * @param radius the radius
	 * @return the circle
	 */
	default Circle circle(double radius) {
		return new Circle(radius, area(radius), circumference(radius));
	}

}
