package io.github.wasmpool.runtime;

import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.type.FunctionType;
import org.jspecify.annotations.Nullable;

/**
 * A function whose calls run on a thread of the pool.
 */
final class DedicatedFunction implements WasmFunction {

	private final DedicatedExecution execution;

	private final Loan loan;

	private final WasmFunction function;

	DedicatedFunction(DedicatedExecution execution, Loan loan, WasmFunction function) {
		this.execution = execution;
		this.loan = loan;
		this.function = function;
	}

	@Override
	public String name() {
		return this.function.name();
	}

	@Override
	public FunctionType type() {
		return this.function.type();
	}

	@Override
	public @Nullable Object call(Object... args) {
		return this.execution.<@Nullable Object, RuntimeException>enter(this.loan, () -> this.function.call(args));
	}

	@Override
	public int callInt(Object... args) {
		return this.execution.<Integer, RuntimeException>enter(this.loan, () -> this.function.callInt(args));
	}

	@Override
	public long callLong(Object... args) {
		return this.execution.<Long, RuntimeException>enter(this.loan, () -> this.function.callLong(args));
	}

	@Override
	public float callFloat(Object... args) {
		return this.execution.<Float, RuntimeException>enter(this.loan, () -> this.function.callFloat(args));
	}

	@Override
	public double callDouble(Object... args) {
		return this.execution.<Double, RuntimeException>enter(this.loan, () -> this.function.callDouble(args));
	}

	@Override
	public void callVoid(Object... args) {
		this.execution.<@Nullable Object, RuntimeException>enter(this.loan, () -> {
			this.function.callVoid(args);
			return null;
		});
	}

	@Override
	public int[] mapInt(int[]... columns) {
		return this.execution.<int[], RuntimeException>enter(this.loan, () -> this.function.mapInt(columns));
	}

	@Override
	public long[] mapLong(long[]... columns) {
		return this.execution.<long[], RuntimeException>enter(this.loan, () -> this.function.mapLong(columns));
	}

	@Override
	public float[] mapFloat(float[]... columns) {
		return this.execution.<float[], RuntimeException>enter(this.loan, () -> this.function.mapFloat(columns));
	}

	@Override
	public double[] mapDouble(double[]... columns) {
		return this.execution.<double[], RuntimeException>enter(this.loan, () -> this.function.mapDouble(columns));
	}

	@Override
	public String toString() {
		return this.function.toString();
	}

}
