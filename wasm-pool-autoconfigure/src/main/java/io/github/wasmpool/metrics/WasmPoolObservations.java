package io.github.wasmpool.metrics;

import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolListener;
import io.github.wasmpool.WasmRuntimeListener;
import io.github.wasmpool.WasmSpan;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Observes the loans of all pools of a runtime, and the calls of typed clients. A call is
 * the current observation while it lasts, so that what host functions do belongs to it. A
 * loan is not, as it may end on another thread.
 *
 * <p>
 * Thread-safe.
 */
public final class WasmPoolObservations implements WasmRuntimeListener {

	private static final WasmLoanObservationConvention LOAN = new WasmLoanObservationConvention() {
	};

	private static final WasmClientObservationConvention CALL = new WasmClientObservationConvention() {
	};

	private final ObservationRegistry registry;

	private final @Nullable WasmLoanObservationConvention loans;

	private final @Nullable WasmClientObservationConvention calls;

	/**
	 * Create the observations of a runtime, which are to be among its listeners.
	 * @param registry where they go
	 * @param loans names loans, or {@code null} to name them as usual
	 * @param calls names calls, or {@code null} to name them as usual
	 */
	public WasmPoolObservations(ObservationRegistry registry, @Nullable WasmLoanObservationConvention loans,
			@Nullable WasmClientObservationConvention calls) {
		this.registry = registry;
		this.loans = loans;
		this.calls = calls;
	}

	@Override
	public WasmPoolListener opened(WasmPool pool) {
		return new Observer(pool.name());
	}

	private final class Observer implements WasmPoolListener {

		private final String pool;

		Observer(String pool) {
			this.pool = pool;
		}

		@Override
		public @Nullable WasmSpan lent() {
			WasmPoolObservations all = WasmPoolObservations.this;
			Observation observation = Observation.createNotStarted(all.loans, LOAN,
					() -> new WasmLoanObservationConvention.Context(this.pool), all.registry);
			if (observation.isNoop()) {
				return null;
			}
			observation.start();
			return (failure) -> observation.stop();
		}

		@Override
		public @Nullable WasmSpan calling(String export) {
			WasmPoolObservations all = WasmPoolObservations.this;
			Observation observation = Observation.createNotStarted(all.calls, CALL,
					() -> new WasmClientObservationConvention.Context(this.pool, export), all.registry);
			if (observation.isNoop()) {
				return null;
			}
			Observation.Scope scope = observation.start().openScope();
			return (failure) -> {
				scope.close();
				if (failure != null) {
					observation.error(failure);
				}
				observation.stop();
			};
		}

	}

}
