package io.github.wasmpool.wasmtime;

import java.util.Arrays;
import java.util.List;

import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.bridge.Bridge;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * A function of an instance, called over the bridge.
 */
final class GuestFunction implements WasmFunction {

	private static final Object[] NOTHING = {};

	/** The number of a function with parameters or results that do not cross. */
	static final int NOT_CALLABLE = -1;

	private final Crossing crossing;

	private final Columns columns;

	private final String name;

	private final FunctionType type;

	private final ValueType[] params;

	private final List<ValueType> results;

	private final int callable;

	private final int operation;

	/**
	 * Create a function.
	 * @param crossing the way into its instance
	 * @param columns calls it for columns
	 * @param name what messages call it
	 * @param type its signature
	 * @param callable its number among what can be called, or {@link #NOT_CALLABLE}
	 * @param bridge the bridge of its module
	 */
	GuestFunction(Crossing crossing, Columns columns, String name, FunctionType type, int callable, Bridge bridge) {
		this.crossing = crossing;
		this.columns = columns;
		this.name = name;
		this.type = type;
		this.params = type.params().toArray(ValueType[]::new);
		this.results = type.results();
		this.callable = callable;
		this.operation = (callable != NOT_CALLABLE) ? bridge.call(type) : NOT_CALLABLE;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public FunctionType type() {
		return this.type;
	}

	@Override
	public @Nullable Object call(Object... args) {
		Frame frame = invoke(args);
		return switch (this.results.size()) {
			case 0 -> null;
			case 1 -> frame.get(0, this.results.get(0));
			default -> {
				Object[] values = new Object[this.results.size()];
				Arrays.setAll(values, (i) -> frame.get(i, this.results.get(i)));
				yield List.of(values);
			}
		};
	}

	/**
	 * Call a function without parameters, all of whose results are of 64 bits.
	 * @return the results
	 */
	long[] callBits() {
		Frame frame = invoke(NOTHING);
		long[] bits = new long[this.results.size()];
		Arrays.setAll(bits, frame::getI64);
		return bits;
	}

	/**
	 * Call a function whose parameters are all of 64 bits.
	 * @param bits the arguments
	 */
	void callWithBits(long[] bits) {
		Object[] args = new Object[bits.length];
		Arrays.setAll(args, (i) -> bits[i]);
		invoke(args);
	}

	@Override
	public int callInt(Object... args) {
		requireResult("an int", ValueType.I32);
		return invoke(args).getI32(0);
	}

	@Override
	public long callLong(Object... args) {
		return switch (requireResult("a long", ValueType.I64, ValueType.I32)) {
			case I64 -> invoke(args).getI64(0);
			default -> invoke(args).getI32(0);
		};
	}

	@Override
	public float callFloat(Object... args) {
		return switch (requireResult("a float", ValueType.F32, ValueType.I32, ValueType.I64)) {
			case F32 -> invoke(args).getF32(0);
			case I64 -> invoke(args).getI64(0);
			default -> invoke(args).getI32(0);
		};
	}

	@Override
	public double callDouble(Object... args) {
		return switch (requireResult("a double", ValueType.F64, ValueType.F32, ValueType.I32, ValueType.I64)) {
			case F64 -> invoke(args).getF64(0);
			case F32 -> invoke(args).getF32(0);
			case I64 -> invoke(args).getI64(0);
			default -> invoke(args).getI32(0);
		};
	}

	@Override
	public void callVoid(Object... args) {
		invoke(args);
	}

	@Override
	public int[] mapInt(int[]... columns) {
		return this.columns.map(this, columns, ItemType.INT);
	}

	@Override
	public long[] mapLong(long[]... columns) {
		return this.columns.map(this, columns, ItemType.LONG);
	}

	@Override
	public float[] mapFloat(float[]... columns) {
		return this.columns.map(this, columns, ItemType.FLOAT);
	}

	@Override
	public double[] mapDouble(double[]... columns) {
		return this.columns.map(this, columns, ItemType.DOUBLE);
	}

	int callable() {
		return this.callable;
	}

	/**
	 * Cross, do what the function does, and come back.
	 * @return the frame with the results, which are to be taken out at once
	 */
	private Frame invoke(Object[] args) {
		if (this.callable == NOT_CALLABLE) {
			throw new IllegalArgumentException(
					this + " cannot be called from Java: references and vectors do not cross");
		}
		if (args.length != this.params.length) {
			throw new IllegalArgumentException(this + " takes " + Wording.count(this.params.length, "argument")
					+ " but was called with " + args.length);
		}
		Crossing crossing = this.crossing;
		Frame frame = crossing.frame();
		crossing.begin(this.name);
		try {
			for (int i = 0; i < args.length; i++) {
				if (!frame.put(i, this.params[i], args[i])) {
					throw new IllegalArgumentException("Argument " + (i + 1) + " of " + this + " is "
							+ Values.describe(args[i]) + ", which is no " + this.params[i]);
				}
			}
			frame.operation(this.operation, this.callable);
			crossing.enter(this.name);
			return frame;
		}
		finally {
			crossing.end();
		}
	}

	private ValueType requireResult(String wanted, ValueType... allowed) {
		if (this.results.size() == 1) {
			for (ValueType type : allowed) {
				if (type == this.results.get(0)) {
					return type;
				}
			}
		}
		throw new IllegalArgumentException(this + " does not return " + wanted);
	}

	@Override
	public String toString() {
		return "'" + Wording.name(this.name) + "' " + this.type;
	}

}
