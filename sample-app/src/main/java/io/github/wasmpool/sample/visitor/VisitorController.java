package io.github.wasmpool.sample.visitor;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;

import io.github.wasmpool.sample.BusyException;
import io.github.wasmpool.sample.Streams;
import io.github.wasmpool.type.Wording;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Takes modules from visitors. The media types are such that pages of other hosts cannot
 * send anything here: a browser would ask first, and is not answered.
 */
@RestController
@RequestMapping("/modules")
final class VisitorController {

	private static final String WASM = "application/wasm";

	private static final int LONGEST_NAME = 60;

	/** What is read into memory at once. */
	private final Semaphore uploads = new Semaphore(2);

	private final Inspector inspector;

	private final VisitorModules modules;

	private final GuestCalls calls;

	private final LoadTest loadTest;

	private final Turnstile turnstile;

	private final Streams streams;

	VisitorController(Inspector inspector, VisitorModules modules, GuestCalls calls, LoadTest loadTest,
			Turnstile turnstile, Streams streams) {
		this.inspector = inspector;
		this.modules = modules;
		this.calls = calls;
		this.loadTest = loadTest;
		this.turnstile = turnstile;
		this.streams = streams;
	}

	@PostMapping(consumes = WASM)
	Inspection inspect(@RequestParam String name, InputStream body) throws IOException {
		if (!this.uploads.tryAcquire()) {
			throw new BusyException("Other visitors are bringing modules just now; try again in a moment.");
		}
		try {
			byte[] binary = body.readAllBytes();
			this.turnstile.enter();
			try {
				return this.inspector.inspect(shortened(name), binary);
			}
			finally {
				this.turnstile.leave();
			}
		}
		finally {
			this.uploads.release();
		}
	}

	private static String shortened(String name) {
		String line = Wording.line(name);
		return (line.length() <= LONGEST_NAME) ? line : line.substring(0, LONGEST_NAME) + "…";
	}

	@PostMapping("/{id}/calls")
	GuestAnswer call(@PathVariable String id, @RequestBody GuestCall call) {
		return this.calls.call(this.modules.get(id), call);
	}

	@PostMapping("/{id}/load")
	SseEmitter load(@PathVariable String id, @RequestBody GuestCall call) {
		VisitorModule module = this.modules.get(id);
		return this.streams.open((listener) -> this.loadTest.run(module, call, listener));
	}

	@DeleteMapping("/{id}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void close(@PathVariable String id) {
		this.modules.close(id);
	}

}
