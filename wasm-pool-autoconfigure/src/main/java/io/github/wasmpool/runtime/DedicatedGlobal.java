package io.github.wasmpool.runtime;

import io.github.wasmpool.WasmGlobal;
import io.github.wasmpool.type.GlobalType;
import org.jspecify.annotations.Nullable;

/**
 * A global whose accessors, which are code of the guest, run on a thread of the pool.
 */
final class DedicatedGlobal implements WasmGlobal {

	private final DedicatedExecution execution;

	private final Loan loan;

	private final WasmGlobal global;

	DedicatedGlobal(DedicatedExecution execution, Loan loan, WasmGlobal global) {
		this.execution = execution;
		this.loan = loan;
		this.global = global;
	}

	@Override
	public String name() {
		return this.global.name();
	}

	@Override
	public GlobalType type() {
		return this.global.type();
	}

	@Override
	public Object get() {
		return this.execution.<Object, RuntimeException>enter(this.loan, this.global::get);
	}

	@Override
	public void set(Object value) {
		this.execution.<@Nullable Object, RuntimeException>enter(this.loan, () -> {
			this.global.set(value);
			return null;
		});
	}

}
