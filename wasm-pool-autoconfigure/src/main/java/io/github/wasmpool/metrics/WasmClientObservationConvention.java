package io.github.wasmpool.metrics;

import io.github.wasmpool.type.Wording;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names the observations of calls of typed clients. A bean of this type does it in its
 * own way, where it overrides something.
 */
public interface WasmClientObservationConvention
		extends ObservationConvention<WasmClientObservationConvention.Context> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof Context;
	}

	@Override
	default String getName() {
		return "wasm.client.call";
	}

	@Override
	default String getContextualName(Context context) {
		return context.pool() + " " + Wording.name(context.export());
	}

	@Override
	default KeyValues getLowCardinalityKeyValues(Context context) {
		return KeyValues.of("pool", context.pool(), "export", Wording.name(context.export()));
	}

	/**
	 * What is known of a call.
	 */
	final class Context extends Observation.Context {

		private final String pool;

		private final String export;

		/**
		 * Create a context.
		 * @param pool the name of the pool
		 * @param export the exported function that the method stands for
		 */
		public Context(String pool, String export) {
			this.pool = pool;
			this.export = export;
		}

		/**
		 * Return the pool.
		 * @return its name
		 */
		public String pool() {
			return this.pool;
		}

		/**
		 * Return the exported function.
		 * @return its name
		 */
		public String export() {
			return this.export;
		}

	}

}
