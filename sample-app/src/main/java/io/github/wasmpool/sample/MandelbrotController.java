package io.github.wasmpool.sample;

import java.io.IOException;
import java.util.Locale;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Pictures of the Mandelbrot set. Each is computed twice, by one guest and by all of
 * them; the header {@code Server-Timing}, which browsers show beside the request, says
 * how long both took.
 */
@RestController
final class MandelbrotController {

	private final Mandelbrot mandelbrot;

	private final Strips strips;

	private final Streams streams;

	MandelbrotController(Mandelbrot mandelbrot, Strips strips, Streams streams) {
		this.mandelbrot = mandelbrot;
		this.strips = strips;
		this.streams = streams;
	}

	@GetMapping("/mandelbrot/strips")
	SseEmitter strips(@RequestParam double x, @RequestParam double y, @RequestParam double span,
			@RequestParam int width, @RequestParam int height, @RequestParam int limit) {
		Region region = new Region(x, y, span, width, height, limit);
		return this.streams.open((listener) -> this.strips.draw(region, listener));
	}

	@GetMapping("/mandelbrot")
	ResponseEntity<byte[]> mandelbrot(@RequestParam(defaultValue = "-0.6") double x,
			@RequestParam(defaultValue = "0") double y, @RequestParam(defaultValue = "3.2") double span,
			@RequestParam(defaultValue = "800") int width, @RequestParam(defaultValue = "600") int height,
			@RequestParam(defaultValue = "500") int limit) throws IOException {
		Region region = new Region(x, y, span, width, height, limit);
		Rendering one = this.mandelbrot.renderWithOne(region);
		Rendering all = this.mandelbrot.renderWithAll(region);
		return ResponseEntity.ok()
			.contentType(MediaType.IMAGE_PNG)
			.header("Server-Timing", timing("one", one) + ", " + timing("all", all))
			.body(Picture.png(all.image()));
	}

	private static String timing(String name, Rendering rendering) {
		return String.format(Locale.ROOT, "%s;desc=\"instances: %d\";dur=%.1f", name, rendering.instances(),
				rendering.elapsed().toNanos() / 1e6);
	}

}
