package io.github.wasmpool;

import io.github.wasmpool.type.FunctionType;
import org.jspecify.annotations.Nullable;

/**
 * An exported function of an instance. It dies with the loan.
 *
 * <p>
 * Arguments widen as Java's numbers do: an {@code Integer} is accepted for i64, f32 and
 * f64, a {@code Long} for f32 and f64, a {@code Float} for f64; {@code Short} and
 * {@code Byte} count as {@code Integer}. Nothing is narrowed. A wrong number or type of
 * arguments is an {@link IllegalArgumentException} that names the function with its
 * signature, and so is a function whose signature has vectors or references, which have
 * no counterpart in Java. All calls throw {@link WasmTrapException} when the guest traps,
 * {@link WasmExecutionTimeoutException} when it does not return in time,
 * {@link WasmHostFunctionException} when a host function throws,
 * {@link WasmExitException} when the guest ends itself, and {@link IllegalStateException}
 * when the loan is over, unhealthy or in use by another thread.
 *
 * <p>
 * Values are passed bit by bit, also the payload of a NaN.
 */
public interface WasmFunction {

	/**
	 * Return the name the function is exported by.
	 * @return the name
	 */
	String name();

	/**
	 * Return the signature.
	 * @return the type
	 */
	FunctionType type();

	/**
	 * Call the function.
	 * @param args the arguments, boxed
	 * @return {@code null} for no result, a boxed value for one, a {@code List} for
	 * several
	 */
	@Nullable Object call(Object... args);

	/**
	 * Call a function with one result of type i32.
	 * @param args the arguments, boxed
	 * @return the result
	 * @throws IllegalArgumentException if the function has another result
	 */
	int callInt(Object... args);

	/**
	 * Call a function with one result of type i64, or of type i32, which widens with its
	 * sign.
	 * @param args the arguments, boxed
	 * @return the result
	 * @throws IllegalArgumentException if the function has another result
	 */
	long callLong(Object... args);

	/**
	 * Call a function with one result of type f32, or of an integer type, which widens.
	 * @param args the arguments, boxed
	 * @return the result
	 * @throws IllegalArgumentException if the function has another result
	 */
	float callFloat(Object... args);

	/**
	 * Call a function with one result of any numeric type; what is not f64 widens.
	 * @param args the arguments, boxed
	 * @return the result
	 * @throws IllegalArgumentException if the function has another result
	 */
	double callDouble(Object... args);

	/**
	 * Call the function and ignore its results.
	 * @param args the arguments, boxed
	 */
	void callVoid(Object... args);

	/**
	 * Call the function once for each item of columns: the first time with the first
	 * element of each, and so on, in as few crossings as can be. The time limit of one
	 * call holds for all of it.
	 * @param columns for each parameter an array, all of the same length; left as they
	 * are
	 * @return the results, in order
	 * @throws IllegalArgumentException if the function does not take one or more i32 and
	 * return one, or if the number of columns or their lengths do not fit
	 * @throws WasmBatchException if an item fails; it has the results before that item
	 * @throws WasmExecutionTimeoutException if the time is up, without results
	 * @throws WasmExitException if the guest ends itself, without results
	 */
	int[] mapInt(int[]... columns);

	/**
	 * Call the function once for each item of columns: the first time with the first
	 * element of each, and so on, in as few crossings as can be. The time limit of one
	 * call holds for all of it.
	 * @param columns for each parameter an array, all of the same length; left as they
	 * are
	 * @return the results, in order
	 * @throws IllegalArgumentException if the function does not take one or more i64 and
	 * return one, or if the number of columns or their lengths do not fit
	 * @throws WasmBatchException if an item fails; it has the results before that item
	 * @throws WasmExecutionTimeoutException if the time is up, without results
	 * @throws WasmExitException if the guest ends itself, without results
	 */
	long[] mapLong(long[]... columns);

	/**
	 * Call the function once for each item of columns: the first time with the first
	 * element of each, and so on, in as few crossings as can be. The time limit of one
	 * call holds for all of it.
	 * @param columns for each parameter an array, all of the same length; left as they
	 * are
	 * @return the results, in order
	 * @throws IllegalArgumentException if the function does not take one or more f32 and
	 * return one, or if the number of columns or their lengths do not fit
	 * @throws WasmBatchException if an item fails; it has the results before that item
	 * @throws WasmExecutionTimeoutException if the time is up, without results
	 * @throws WasmExitException if the guest ends itself, without results
	 */
	float[] mapFloat(float[]... columns);

	/**
	 * Call the function once for each item of columns: the first time with the first
	 * element of each, and so on, in as few crossings as can be. The time limit of one
	 * call holds for all of it.
	 * @param columns for each parameter an array, all of the same length; left as they
	 * are
	 * @return the results, in order
	 * @throws IllegalArgumentException if the function does not take one or more f64 and
	 * return one, or if the number of columns or their lengths do not fit
	 * @throws WasmBatchException if an item fails; it has the results before that item
	 * @throws WasmExecutionTimeoutException if the time is up, without results
	 * @throws WasmExitException if the guest ends itself, without results
	 */
	double[] mapDouble(double[]... columns);

}
