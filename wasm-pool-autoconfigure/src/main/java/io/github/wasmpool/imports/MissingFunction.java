package io.github.wasmpool.imports;

import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.host.WasmCaller;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * Stands for a function that nobody provides. It is never called: the guest traps before.
 *
 * @param module the first part of its name
 * @param name the second part of its name
 */
record MissingFunction(String module, String name) implements HostFunction {

	@Override
	public @Nullable FunctionType type() {
		return null;
	}

	@Override
	public @Nullable Object call(WasmCaller caller, Object[] args) {
		throw new IllegalStateException(
				"Nobody provides '" + Wording.name(this.module) + "." + Wording.name(this.name) + "'");
	}

}
