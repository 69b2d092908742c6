package io.github.wasmpool.sample;

import io.github.wasmpool.WasmPool;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Geometry, computed by the guest of the default pool.
 */
@RestController
final class CircleController {

	private final WasmPool pool;

	CircleController(WasmPool pool) {
		this.pool = pool;
	}

	@GetMapping("/circle")
	Circle circle(@RequestParam double radius) {
		if (!Double.isFinite(radius) || radius < 0) {
			throw new InvalidInputException("'radius' must be a finite number of zero or more but is " + radius + ".");
		}
		Circle circle = this.pool.withInstance((instance) -> new Circle(radius, instance.callDouble("area", radius),
				instance.callDouble("circumference", radius)));
		if (!circle.isFinite()) {
			throw new InvalidInputException(
					"'radius' is " + radius + ", and the area of that circle is more than a double can hold.");
		}
		return circle;
	}

}
