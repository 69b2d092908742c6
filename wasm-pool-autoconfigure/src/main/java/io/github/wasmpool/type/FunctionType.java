package io.github.wasmpool.type;

import java.util.List;

/**
 * The type of a function.
 *
 * @param params the types of the parameters, in order
 * @param results the types of the results, in order
 */
public record FunctionType(List<ValueType> params, List<ValueType> results) implements ExternType {

	public FunctionType {
		params = List.copyOf(params);
		results = List.copyOf(results);
	}

	/**
	 * Create the type of a function.
	 * @param params the types of the parameters, in order
	 * @param results the types of the results, in order
	 * @return the function type
	 */
	public static FunctionType of(List<ValueType> params, List<ValueType> results) {
		return new FunctionType(params, results);
	}

	/**
	 * Whether each parameter and result has a counterpart in Java.
	 * @return {@code true} if a function of this type can be called from Java
	 */
	public boolean isNumeric() {
		return this.params.stream().allMatch(ValueType::isNumeric)
				&& this.results.stream().allMatch(ValueType::isNumeric);
	}

	@Override
	public String kind() {
		return "function";
	}

	/**
	 * Return the signature.
	 * @return the signature, for example {@code (i32, i32) -> (i64)}
	 */
	@Override
	public String toString() {
		return list(this.params) + " -> " + list(this.results);
	}

	private static String list(List<ValueType> types) {
		return "(" + Wording.list(types, ", ") + ")";
	}

}
