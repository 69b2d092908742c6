package io.github.wasmpool.runtime;

import io.github.wasmpool.WasmGlobal;
import io.github.wasmpool.type.GlobalType;

/**
 * A global behind the guard of its loan.
 */
final class GuardedGlobal implements WasmGlobal {

	private final LoanGuard guard;

	private final WasmGlobal global;

	GuardedGlobal(LoanGuard guard, WasmGlobal global) {
		this.guard = guard;
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
		this.guard.enter();
		try {
			return this.global.get();
		}
		finally {
			this.guard.leave();
		}
	}

	@Override
	public void set(Object value) {
		this.guard.enter();
		try {
			this.global.set(value);
		}
		finally {
			this.guard.leave();
		}
	}

}
