package io.github.wasmpool.sample;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * The discounts, as they are and as they are to be.
 */
@RestController
final class RulesController {

	private final PriceList prices;

	RulesController(PriceList prices) {
		this.prices = prices;
	}

	@GetMapping("/discounts")
	Discounts discounts() {
		return this.prices.present();
	}

	@PutMapping("/discounts")
	Discounts replace(@RequestBody Discounts discounts) {
		this.prices.replace(discounts);
		return this.prices.present();
	}

}
