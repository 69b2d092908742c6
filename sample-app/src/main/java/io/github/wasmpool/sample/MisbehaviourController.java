package io.github.wasmpool.sample;

import io.github.wasmpool.WasmPool;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Guest functions that can trap or never return, to see that the service outlives them.
 */
@RestController
final class MisbehaviourController {

	private final WasmPool pool;

	private final Misbehaviour misbehaviour;

	MisbehaviourController(WasmPool pool, Misbehaviour misbehaviour) {
		this.pool = pool;
		this.misbehaviour = misbehaviour;
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

	/**
	 * Let a guest misbehave. That it fails is what was asked for, and no error.
	 */
	@PostMapping("/misbehave/{kind}")
	Misbehaviour.Outcome misbehave(@PathVariable String kind) {
		return this.misbehaviour.perform(Misbehaviour.Kind.named(kind));
	}

}
