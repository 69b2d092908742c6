package io.github.wasmpool.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.LoanAttributes;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class LoanAttributesTests {

	/** Counts its calls with the host, also while it is made ready. */
	private static final byte[] GUEST = Wat.compile("""
			(module
				(import "env" "count" (func $count (result i32)))
				(func $start (drop (call $count)))
				(start $start)
				(func (export "count") (result i32) (call $count)))
			""");

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private final WasmModule module = this.runtime.module(GUEST)
		.hostFunctions(HostFunction.of("env", "count", (caller, args) -> {
			List<Object> calls = caller.attributes().computeIfAbsent(Calls.class, Calls::new).all;
			calls.add(args.length);
			return calls.size();
		}))
		.build();

	@AfterEach
	void close() {
		this.module.close();
		this.runtime.close();
	}

	@ParameterizedTest
	@CsvSource({ "FRESH, CALLER", "WARM, CALLER", "FRESH, DEDICATED", "WARM, DEDICATED" })
	void areThoseOfOneLoanOnWhateverThreadTheGuestRuns(ResetPolicy reset, ExecutionMode execution) {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).reset(reset).execution(execution).build()) {
			for (int loan = 0; loan < 3; loan++) {
				try (WasmInstance instance = pool.acquire()) {
					assertThat(instance.attributes().get(Calls.class)).isEmpty();
					assertThat(instance.callInt("count")).isEqualTo(1);
					assertThat(instance.callInt("count")).isEqualTo(2);
					assertThat(instance.attributes().get(Calls.class))
						.hasValueSatisfying((calls) -> assertThat(calls.all).hasSize(2));
					instance.attributes().set(String.class, "text");
					assertThat(instance.attributes().get(String.class)).contains("text");
				}
			}
		}
	}

	@Test
	void canBeSetBeforeTheGuestRuns() {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).build(); WasmInstance instance = pool.acquire()) {
			Calls calls = new Calls();
			instance.attributes().set(Calls.class, calls);
			assertThat(instance.callInt("count")).isEqualTo(1);
			assertThat(calls.all).containsExactly(0);
		}
	}

	@Test
	void areOutOfReachOnceTheLoanIsOver() {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).build()) {
			WasmInstance instance = pool.acquire();
			LoanAttributes kept = instance.attributes();
			instance.close();
			assertThatIllegalStateException().isThrownBy(instance::attributes);
			kept.set(String.class, "late");
			try (WasmInstance next = pool.acquire()) {
				assertThat(next.attributes().get(String.class)).isEmpty();
			}
		}
	}

	@Test
	void whatMakesAValueMayAskForOthers() {
		try (WasmInstance instance = this.module.instantiate()) {
			LoanAttributes attributes = instance.attributes();
			String made = attributes.computeIfAbsent(String.class,
					() -> attributes.computeIfAbsent(Integer.class, () -> 7) + " of them");
			assertThat(made).isEqualTo("7 of them");
			assertThat(attributes.computeIfAbsent(String.class, () -> "another")).isEqualTo("7 of them");
			assertThat(attributes.get(Integer.class)).isEqualTo(Optional.of(7));
		}
	}

	private static final class Calls {

		private final List<Object> all = new ArrayList<>();

	}

}
