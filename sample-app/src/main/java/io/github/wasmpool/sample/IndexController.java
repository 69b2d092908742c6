package io.github.wasmpool.sample;

import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows a page to who asks for one, as browsers do, and lists what there is to all
 * others.
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

			In a browser, this address is a page on which all of it can be seen and tried.
			""";

	@GetMapping("/")
	ResponseEntity<?> index(@RequestHeader HttpHeaders headers) {
		ResponseEntity.BodyBuilder response = ResponseEntity.ok().header(HttpHeaders.VARY, HttpHeaders.ACCEPT);
		return headers.getAccept().stream().anyMatch(MediaType.TEXT_HTML::equalsTypeAndSubtype)
				? response.contentType(MediaType.TEXT_HTML).body(new ClassPathResource("static/index.html"))
				: response.contentType(MediaType.TEXT_PLAIN).body(INDEX);
	}

}
