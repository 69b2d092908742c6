package io.github.wasmpool.runtime;

import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.type.FunctionType;
import org.jspecify.annotations.Nullable;

/**
 * A function behind the guard of its loan.
 */
final class GuardedFunction implements WasmFunction {

	private final LoanGuard guard;

	private final WasmFunction function;

	GuardedFunction(LoanGuard guard, WasmFunction function) {
		this.guard = guard;
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
		this.guard.enter();
		try {
			return this.function.call(args);
		}
		finally {
			this.guard.leave();
		}
	}

	@Override
	public int callInt(Object... args) {
		this.guard.enter();
		try {
			return this.function.callInt(args);
		}
		finally {
			this.guard.leave();
		}
	}

	@Override
	public long callLong(Object... args) {
		this.guard.enter();
		try {
			return this.function.callLong(args);
		}
		finally {
			this.guard.leave();
		}
	}

	@Override
	public float callFloat(Object... args) {
		this.guard.enter();
		try {
			return this.function.callFloat(args);
		}
		finally {
			this.guard.leave();
		}
	}

	@Override
	public double callDouble(Object... args) {
		this.guard.enter();
		try {
			return this.function.callDouble(args);
		}
		finally {
			this.guard.leave();
		}
	}

	@Override
	public void callVoid(Object... args) {
		this.guard.enter();
		try {
			this.function.callVoid(args);
		}
		finally {
			this.guard.leave();
		}
	}

	@Override
	public int[] mapInt(int[]... columns) {
		this.guard.enter();
		try {
			return this.function.mapInt(columns);
		}
		finally {
			this.guard.leave();
		}
	}

	@Override
	public long[] mapLong(long[]... columns) {
		this.guard.enter();
		try {
			return this.function.mapLong(columns);
		}
		finally {
			this.guard.leave();
		}
	}

	@Override
	public float[] mapFloat(float[]... columns) {
		this.guard.enter();
		try {
			return this.function.mapFloat(columns);
		}
		finally {
			this.guard.leave();
		}
	}

	@Override
	public double[] mapDouble(double[]... columns) {
		this.guard.enter();
		try {
			return this.function.mapDouble(columns);
		}
		finally {
			this.guard.leave();
		}
	}

	@Override
	public String toString() {
		return this.function.toString();
	}

}
