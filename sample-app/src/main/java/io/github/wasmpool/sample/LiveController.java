package io.github.wasmpool.sample;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.github.wasmpool.actuate.PoolDescriptor;
import io.github.wasmpool.actuate.WasmPoolsEndpoint;
import io.github.wasmpool.sample.visitor.VisitorModules;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Pushes the numbers of the pools, those of the endpoint and of health, twice a second.
 * Of visitors' pools one sees only one's own.
 */
@RestController
final class LiveController {

	private static final Duration PAUSE = Duration.ofMillis(500);

	private static final List<String> POOLS = List.of("default", "text", "mandelbrot", "rules", "unruly");

	private final WasmPoolsEndpoint endpoint;

	private final HealthEndpoint health;

	private final VisitorModules visitors;

	private final Checkout checkout;

	private final Streams streams;

	LiveController(WasmPoolsEndpoint endpoint, HealthEndpoint health, VisitorModules visitors, Checkout checkout,
			Streams streams) {
		this.endpoint = endpoint;
		this.health = health;
		this.visitors = visitors;
		this.checkout = checkout;
		this.streams = streams;
	}

	@GetMapping("/live")
	SseEmitter live(@RequestParam(required = false) @Nullable String module) {
		return this.streams.open((listener) -> tell(listener, module));
	}

	private void tell(Streams.Listener listener, @Nullable String module) throws IOException, InterruptedException {
		try (Checkout.Watch watch = this.checkout.watch()) {
			boolean alive = true;
			while (alive) {
				listener.tell("pools", gauges(module));
				listener.tell("checkout", watch.next());
				Thread.sleep(PAUSE.toMillis());
				alive = !Thread.currentThread().isInterrupted();
			}
		}
	}

	private List<Gauge> gauges(@Nullable String module) {
		Stream<String> own = Stream.ofNullable(module).flatMap((id) -> this.visitors.pool(id).stream());
		return Stream.concat(POOLS.stream(), own).map(this::gauge).filter(Objects::nonNull).toList();
	}

	private @Nullable Gauge gauge(String name) {
		PoolDescriptor pool = this.endpoint.pool(name);
		if (pool == null) {
			return null;
		}
		HealthDescriptor described = this.health.healthForPath("wasmPool", name);
		return Gauge.of(pool, (described != null) ? described.getStatus().getCode() : "UNKNOWN");
	}

}
