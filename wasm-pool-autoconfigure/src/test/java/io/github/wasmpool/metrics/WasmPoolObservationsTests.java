package io.github.wasmpool.metrics;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

import io.github.wasmpool.EngineOptions;
import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.WasmCoordinator;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Loans and calls of typed clients are observed, from beginning to end.
 */
class WasmPoolObservationsTests {

	private static final byte[] GUEST = Wat.compile("""
			(module (import "env" "look" (func $look))
				(func (export "price") (result i32) (call $look) (i32.const 7))
				(func (export "plain") (result i32) (i32.const 8))
				(func (export "trap") (unreachable)))
			""");

	private final List<String> stopped = Collections.synchronizedList(new ArrayList<>());

	private final List<String> seenByHost = new ArrayList<>();

	private final ObservationRegistry registry = ObservationRegistry.create();

	private final WasmtimeRuntime runtime = new WasmtimeRuntime(EngineOptions.DEFAULTS,
			new WasmPoolObservations(this.registry, null, new WasmClientObservationConvention() {

				@Override
				public String getContextualName(Context context) {
					return "my " + context.export();
				}

			}));

	private final WasmModule module = this.runtime.module(GUEST)
		.hostFunctions(HostFunction.of("env", "look", (caller, args) -> {
			Observation current = Objects.requireNonNull(this.registry.getCurrentObservation(), "nothing is observed");
			this.seenByHost.add(String.valueOf(current.getContext().getName()));
			return null;
		}))
		.build();

	private final WasmPool pool = this.runtime.pool(this.module).name("orders").size(1).build();

	WasmPoolObservationsTests() {
		this.registry.observationConfig().observationHandler(new ObservationHandler<>() {

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}

			@Override
			public void onStop(Observation.Context context) {
				WasmPoolObservationsTests.this.stopped.add(context.getName() + " " + context.getContextualName() + " "
						+ context.getLowCardinalityKeyValues().stream().map((key) -> key.getValue()).toList()
						+ ((context.getError() != null) ? " " + context.getError().getClass().getSimpleName() : ""));
			}

		});
	}

	@AfterEach
	void close() {
		this.runtime.close();
		this.module.close();
	}

	@Test
	void aCallOfAPoolClientHasALoanInside() {
		assertThat(this.pool.client(Prices.class).price()).isEqualTo(7);
		assertThat(this.stopped).containsExactly("wasm.pool.loan loan of orders [orders]",
				"wasm.client.call my price [price, orders]");
		assertThat(this.seenByHost).containsExactly("wasm.client.call");
		assertThat(this.registry.getCurrentObservation()).isNull();
	}

	@Test
	void aLoanMayHaveCallsInside() {
		try (WasmInstance instance = this.pool.acquire()) {
			assertThat(instance.client(Prices.class).price()).isEqualTo(7);
			assertThat(this.stopped).containsExactly("wasm.client.call my price [price, orders]");
		}
		assertThat(this.stopped).last().isEqualTo("wasm.pool.loan loan of orders [orders]");
	}

	@Test
	void whatTheCallerIsThrownIsTheErrorOfTheCall() {
		Prices client = this.pool.client(Prices.class);
		assertThatExceptionOfType(WasmTrapException.class).isThrownBy(client::trap);
		assertThat(this.stopped).containsExactly("wasm.pool.loan loan of orders [orders] WasmTrapException",
				"wasm.client.call my trap [trap, orders] WasmTrapException");
		assertThat(this.registry.getCurrentObservation()).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void whatTheWorkOfALoanThrowsIsTheErrorOfTheLoan(ExecutionMode mode) {
		try (WasmPool pool = pool(mode)) {
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> pool.withInstance((instance) -> {
				throw new IOException("no");
			}));
		}
		assertThat(this.stopped).containsExactly("wasm.pool.loan loan of mode [mode] IOException");
	}

	@ParameterizedTest
	@EnumSource
	void aCallThatTrappedIsTheErrorOfItsLoanAlsoWhereTheBorrowerCaughtIt(ExecutionMode mode) {
		try (WasmPool pool = pool(mode)) {
			try (WasmInstance instance = pool.acquire()) {
				assertThatExceptionOfType(WasmTrapException.class).isThrownBy(() -> instance.callVoid("trap"));
			}
			pool.useInstance((instance) -> assertThatExceptionOfType(WasmTrapException.class)
				.isThrownBy(() -> instance.callVoid("trap")));
			pool.useInstance((instance) -> assertThat(instance.callInt("plain")).isEqualTo(8));
		}
		assertThat(this.stopped).containsExactly("wasm.pool.loan loan of mode [mode] WasmTrapException",
				"wasm.pool.loan loan of mode [mode] WasmTrapException", "wasm.pool.loan loan of mode [mode]");
	}

	@Test
	void theLoansOfACoordinatorEndWithTheirErrorsAndWhenTheyAreReplaced() {
		this.pool.resize(2);
		try (WasmCoordinator coordinator = this.pool.coordinator(2)) {
			assertThatExceptionOfType(WasmTrapException.class)
				.isThrownBy(() -> coordinator.<Boolean, RuntimeException>broadcast((instance) -> {
					instance.callVoid("trap");
					return true;
				}));
			assertThat(this.stopped).isEmpty();
			coordinator.broadcast((instance) -> instance.callInt("plain"));
			assertThat(this.stopped).isNotEmpty()
				.containsOnly("wasm.pool.loan loan of orders [orders] WasmTrapException");
		}
		assertThat(this.stopped).filteredOn("wasm.pool.loan loan of orders [orders]"::equals).hasSize(2);
	}

	private WasmPool pool(ExecutionMode mode) {
		return this.runtime.pool(this.module).name("mode").size(1).execution(mode).build();
	}

	@Test
	void whatIsSwitchedOffIsNotObserved() {
		this.registry.observationConfig().observationPredicate((name, context) -> !name.startsWith("wasm.pool"));
		this.pool.useInstance((instance) -> assertThat(instance.isHealthy()).isTrue());
		assertThat(this.stopped).isEmpty();
	}

	interface Prices {

		int price();

		void trap();

	}

}
