package io.github.wasmpool.sample;

import java.util.OptionalInt;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.wasmpool.CallOutcome;
import io.github.wasmpool.WasmPool;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The recipe of docs/operations.md: a circuit breaker and a fallback around a client.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE,
		properties = { "resilience4j.circuitbreaker.instances.rules.sliding-window-size=4",
				"resilience4j.circuitbreaker.instances.rules.minimum-number-of-calls=4",
				"resilience4j.circuitbreaker.instances.rules.permitted-number-of-calls-in-half-open-state=1",
				"resilience4j.circuitbreaker.instances.rules.wait-duration-in-open-state=1h",
				"resilience4j.circuitbreaker.instances.rules.record-exceptions=io.github.wasmpool.WasmException" })
@Import(CircuitBreakerTests.RulesConfiguration.class)
class CircuitBreakerTests {

	@Autowired
	private Rules rules;

	@Autowired
	private WasmPool pool;

	@Autowired
	private CircuitBreakerRegistry breakers;

	@Test
	void itOpensAfterFailuresAndClosesAfterASuccess() {
		assertThat(this.rules.divide(6, 2)).hasValue(3);
		for (int i = 0; i < 3; i++) {
			assertThat(state()).isEqualTo(State.CLOSED);
			assertThat(this.rules.divide(1, 0)).as("the fallback").isEmpty();
		}
		assertThat(state()).isEqualTo(State.OPEN);
		long loans = this.pool.counters().acquired();
		assertThat(this.rules.divide(6, 2)).as("the fallback, as the guest is not called").isEmpty();
		assertThat(this.pool.counters().acquired()).isEqualTo(loans);
		assertThat(this.pool.counters().calls()).containsEntry(CallOutcome.TRAPPED, 3L);
		this.breakers.circuitBreaker("rules").transitionToHalfOpenState();
		assertThat(this.rules.divide(6, 2)).hasValue(3);
		assertThat(state()).isEqualTo(State.CLOSED);
	}

	private State state() {
		return this.breakers.circuitBreaker("rules").getState();
	}

	interface Arithmetic {

		int divide(int dividend, int divisor);

	}

	static class Rules {

		private final Arithmetic arithmetic;

		Rules(Arithmetic arithmetic) {
			this.arithmetic = arithmetic;
		}

		@CircuitBreaker(name = "rules", fallbackMethod = "unknown")
		public OptionalInt divide(int dividend, int divisor) {
			return OptionalInt.of(this.arithmetic.divide(dividend, divisor));
		}

		public OptionalInt unknown(int dividend, int divisor, Exception ex) {
			return OptionalInt.empty();
		}

	}

	@TestConfiguration(proxyBeanMethods = false)
	static class RulesConfiguration {

		@Bean
		Rules rules(WasmPool pool) {
			return new Rules(pool.client(Arithmetic.class));
		}

	}

}
