package io.github.wasmpool.benchmarks;

import java.util.Map;

/**
 * What was measured, by name.
 *
 * @param values the figures
 */
record Figures(Map<String, Double> values) {

	/**
	 * Return a figure.
	 * @param name its name
	 * @return its value
	 * @throws IllegalStateException if it was not measured
	 */
	double get(String name) {
		Double value = this.values.get(name);
		if (value == null) {
			throw new IllegalStateException("'" + name + "' was not measured, only " + this.values.keySet() + " was");
		}
		return value;
	}

	/**
	 * Add two figures.
	 * @param first a name
	 * @param second a name
	 * @return their sum
	 */
	double sum(String first, String second) {
		return get(first) + get(second);
	}

}
