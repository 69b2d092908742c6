package io.github.wasmpool.loan;

import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.type.FunctionType;
import org.jspecify.annotations.Nullable;

/**
 * A function of a loan.
 */
final class GuardedFunction implements WasmFunction {

	private final Entry entry;

	private final WasmFunction function;

	GuardedFunction(Entry entry, WasmFunction function) {
		this.entry = entry;
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
		return this.entry.<@Nullable Object>inside(() -> this.function.call(args));
	}

	@Override
	public int callInt(Object... args) {
		return this.entry.inside(() -> this.function.callInt(args));
	}

	@Override
	public long callLong(Object... args) {
		return this.entry.inside(() -> this.function.callLong(args));
	}

	@Override
	public float callFloat(Object... args) {
		return this.entry.inside(() -> this.function.callFloat(args));
	}

	@Override
	public double callDouble(Object... args) {
		return this.entry.inside(() -> this.function.callDouble(args));
	}

	@Override
	public void callVoid(Object... args) {
		this.entry.runInside(() -> this.function.callVoid(args));
	}

	@Override
	public int[] mapInt(int[]... columns) {
		return this.entry.inside(() -> this.function.mapInt(columns));
	}

	@Override
	public long[] mapLong(long[]... columns) {
		return this.entry.inside(() -> this.function.mapLong(columns));
	}

	@Override
	public float[] mapFloat(float[]... columns) {
		return this.entry.inside(() -> this.function.mapFloat(columns));
	}

	@Override
	public double[] mapDouble(double[]... columns) {
		return this.entry.inside(() -> this.function.mapDouble(columns));
	}

	@Override
	public String toString() {
		return this.function.toString();
	}

}
