package io.github.wasmpool.metrics;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names the observations of loans. A bean of this type does it in its own way, where it
 * overrides something.
 */
public interface WasmLoanObservationConvention extends ObservationConvention<WasmLoanObservationConvention.Context> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof Context;
	}

	@Override
	default String getName() {
		return "wasm.pool.loan";
	}

	@Override
	default String getContextualName(Context context) {
		return "loan of " + context.pool();
	}

	@Override
	default KeyValues getLowCardinalityKeyValues(Context context) {
		return KeyValues.of("pool", context.pool());
	}

	/**
	 * What is known of a loan.
	 */
	final class Context extends Observation.Context {

		private final String pool;

		/**
		 * Create a context.
		 * @param pool the name of the pool
		 */
		public Context(String pool) {
			this.pool = pool;
		}

		/**
		 * Return the pool.
		 * @return its name
		 */
		public String pool() {
			return this.pool;
		}

	}

}
