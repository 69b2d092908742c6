package io.github.wasmpool.loan;

import io.github.wasmpool.WasmGlobal;
import io.github.wasmpool.type.GlobalType;

/**
 * A global of a loan.
 */
final class GuardedGlobal implements WasmGlobal {

	private final Entry entry;

	private final WasmGlobal global;

	GuardedGlobal(Entry entry, WasmGlobal global) {
		this.entry = entry;
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
		return this.entry.inside(this.global::get);
	}

	@Override
	public void set(Object value) {
		this.entry.runInside(() -> this.global.set(value));
	}

}
