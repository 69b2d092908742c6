package io.github.wasmpool.sample;

import io.github.wasmpool.WasmPool;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * What a parcel costs, computed by a guest whose file is watched: whoever writes another
 * one there changes the prices of an application that goes on.
 */
@RestController
@Profile("watch")
final class PostageController {

	private static final int MOST = 1_000;

	private final Postage postage;

	PostageController(@Qualifier("postageWasmPool") WasmPool pool) {
		this.postage = pool.client(Postage.class);
	}

	@GetMapping("/postage")
	int postage(@RequestParam int kilogrammes) {
		if (kilogrammes < 0 || kilogrammes > MOST) {
			throw new InvalidInputException(
					"'kilogrammes' must be between 0 and " + MOST + " but is " + kilogrammes + ".");
		}
		return this.postage.postage(kilogrammes);
	}

}
