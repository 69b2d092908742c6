package io.github.wasmpool.host;

import java.util.Objects;

import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * A host function with a body of its own.
 */
record LambdaFunction(String module, String name, @Nullable FunctionType type, Body body) implements HostFunction {

	LambdaFunction {
		Objects.requireNonNull(module, "'module' must not be null");
		Objects.requireNonNull(name, "'name' must not be null");
		Objects.requireNonNull(body, "'body' must not be null");
		if (type != null && !type.isNumeric()) {
			throw new IllegalArgumentException("Host function '" + Wording.name(module) + "." + Wording.name(name)
					+ "' cannot have the signature " + type + ": references and vectors do not cross");
		}
	}

	@Override
	public @Nullable Object call(WasmCaller caller, Object[] args) throws Exception {
		return this.body.call(caller, args);
	}

	@Override
	public String toString() {
		return "'" + Wording.name(this.module) + "." + Wording.name(this.name) + "' "
				+ ((this.type != null) ? this.type : "of any type");
	}

}
