package io.github.wasmpool.sample;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Lists what there is.
 */
@RestController
final class IndexController {

	private static final String INDEX = """
			GET  /circle?radius=5                 area and circumference of a circle
			POST /text                            statistics of a text: curl --data-binary @FILE
			GET  /mandelbrot?x=-0.6&y=0&span=3.2  a picture, computed by all guests of a pool together
			GET  /divide?dividend=7&divisor=2     a quotient; a divisor of zero is a trap
			GET  /spin                            a guest that never returns meets its deadline
			GET  /actuator/health                 the pools and their numbers
			""";

	@GetMapping("/")
	ResponseEntity<String> index() {
		return ResponseEntity.ok().contentType(MediaType.TEXT_PLAIN).body(INDEX);
	}

}
