package io.github.wasmpool.metrics;

import java.util.function.Supplier;

import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolListener;
import io.github.wasmpool.WasmRuntimeListener;
import io.github.wasmpool.WasmSpan;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
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

	private <C extends Observation.Context> @Nullable Observation begin(@Nullable ObservationConvention<C> own,
			ObservationConvention<C> usual, Supplier<C> context) {
		Observation observation = Observation.createNotStarted(own, usual, context, this.registry);
		return observation.isNoop() ? null : observation.start();
	}

	private static void end(Observation observation, @Nullable Throwable failure) {
		if (failure != null) {
			observation.error(failure);
		}
		observation.stop();
	}

	private final class Observer implements WasmPoolListener {

		private final String pool;

		Observer(String pool) {
			this.pool = pool;
		}

		@Override
		public @Nullable WasmSpan lent() {
			Observation observation = begin(WasmPoolObservations.this.loans, LOAN,
					() -> new WasmLoanObservationConvention.Context(this.pool));
			return (observation != null) ? (failure) -> end(observation, failure) : null;
		}

		@Override
		public @Nullable WasmSpan calling(String export) {
			Observation observation = begin(WasmPoolObservations.this.calls, CALL,
					() -> new WasmClientObservationConvention.Context(this.pool, export));
			if (observation == null) {
				return null;
			}
			Observation.Scope scope = observation.openScope();
			return (failure) -> {
				scope.close();
				end(observation, failure);
			};
		}

	}

}
