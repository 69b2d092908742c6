package io.github.wasmpool.wasmtime;

import java.util.Arrays;
import java.util.List;

import io.github.kawamuray.wasmtime.Func;
import io.github.kawamuray.wasmtime.Val;
import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import org.jspecify.annotations.Nullable;

/**
 * A function of an instance, called through the binding's generic call.
 */
final class GuestFunction implements WasmFunction {

	private static final Val[] NO_ARGUMENTS = {};

	private final GuestInstance instance;

	private final String name;

	private final FunctionType type;

	private final Func func;

	GuestFunction(GuestInstance instance, String name, FunctionType type, Func func) {
		this.instance = instance;
		this.name = name;
		this.type = type;
		this.func = func;
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
		Val[] results = invoke(args);
		return switch (results.length) {
			case 0 -> null;
			case 1 -> results[0].getValue();
			default -> List.of(Arrays.stream(results).map(Val::getValue).toArray());
		};
	}

	@Override
	public int callInt(Object... args) {
		requireResult("an int", ValueType.I32);
		return invoke(args)[0].i32();
	}

	@Override
	public long callLong(Object... args) {
		requireResult("a long", ValueType.I64, ValueType.I32);
		return number(invoke(args)).longValue();
	}

	@Override
	public float callFloat(Object... args) {
		requireResult("a float", ValueType.F32, ValueType.I32, ValueType.I64);
		return number(invoke(args)).floatValue();
	}

	@Override
	public double callDouble(Object... args) {
		requireResult("a double", ValueType.F64, ValueType.F32, ValueType.I32, ValueType.I64);
		return number(invoke(args)).doubleValue();
	}

	@Override
	public void callVoid(Object... args) {
		invoke(args);
	}

	private Val[] invoke(Object[] args) {
		return this.instance.enter(this.name, this.func, toVals(args));
	}

	private Val[] toVals(Object[] args) {
		List<ValueType> params = this.type.params();
		if (!this.type.isNumeric()) {
			throw new IllegalArgumentException(
					this + " cannot be called from Java: references and vectors do not cross");
		}
		if (args.length != params.size()) {
			throw new IllegalArgumentException(
					this + " takes " + params.size() + " arguments but was called with " + args.length);
		}
		if (args.length == 0) {
			return NO_ARGUMENTS;
		}
		Val[] values = new Val[args.length];
		for (int i = 0; i < args.length; i++) {
			Val value = Values.widen(args[i], params.get(i));
			if (value == null) {
				throw new IllegalArgumentException("Argument " + (i + 1) + " of " + this + " is "
						+ Values.describe(args[i]) + ", which is no " + params.get(i));
			}
			values[i] = value;
		}
		return values;
	}

	private void requireResult(String wanted, ValueType... allowed) {
		List<ValueType> results = this.type.results();
		if (results.size() != 1 || !Arrays.asList(allowed).contains(results.get(0))) {
			throw new IllegalArgumentException(this + " does not return " + wanted);
		}
	}

	private static Number number(Val[] results) {
		return (Number) results[0].getValue();
	}

	@Override
	public String toString() {
		return "'" + this.name + "' " + this.type;
	}

}
