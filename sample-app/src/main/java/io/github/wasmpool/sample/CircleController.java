package io.github.wasmpool.sample;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Geometry, computed by the guest of the default pool.
 */
@RestController
final class CircleController {

	private final Geometry geometry;

	CircleController(Geometry geometry) {
		this.geometry = geometry;
	}

	@GetMapping("/circle")
	Circle circle(@RequestParam double radius) {
		if (!Double.isFinite(radius) || radius < 0) {
			throw new InvalidInputException("'radius' must be a finite number of zero or more but is " + radius + ".");
		}
		Circle circle = this.geometry.circle(radius);
		if (!circle.isFinite()) {
			throw new InvalidInputException(
					"'radius' is " + radius + ", and the area of that circle is more than a double can hold.");
		}
		return circle;
	}

}
