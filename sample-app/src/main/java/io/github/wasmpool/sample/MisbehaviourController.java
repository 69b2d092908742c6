package io.github.wasmpool.sample;

import io.github.wasmpool.WasmPool;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Guest functions that can trap or never return, to see that the service outlives them.
 */
@RestController
final class MisbehaviourController {

	private final WasmPool pool;

	MisbehaviourController(WasmPool pool) {
		this.pool = pool;
	}

	@GetMapping("/divide")
	Division divide(@RequestParam int dividend, @RequestParam int divisor) {
		int quotient = this.pool.withInstance((instance) -> instance.callInt("divide", dividend, divisor));
		return new Division(dividend, divisor, quotient);
	}

	@GetMapping("/spin")
	int spin() {
		return this.pool.withInstance((instance) -> instance.callInt("spin", 0));
	}

}
