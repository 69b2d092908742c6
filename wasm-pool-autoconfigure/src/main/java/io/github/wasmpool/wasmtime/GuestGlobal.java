package io.github.wasmpool.wasmtime;

import io.github.wasmpool.WasmGlobal;
import io.github.wasmpool.type.GlobalType;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * A global of an instance, reached through the accessors that were added to the module.
 */
final class GuestGlobal implements WasmGlobal {

	private final String name;

	private final GlobalType type;

	private final GuestFunction getter;

	private final @Nullable GuestFunction setter;

	GuestGlobal(String name, GlobalType type, GuestFunction getter, @Nullable GuestFunction setter) {
		this.name = name;
		this.type = type;
		this.getter = getter;
		this.setter = setter;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public GlobalType type() {
		return this.type;
	}

	@Override
	public Object get() {
		Object value = this.getter.call();
		if (value == null) {
			throw new IllegalStateException("Global '" + Wording.name(this.name) + "' has no value");
		}
		return value;
	}

	@Override
	public void set(Object value) {
		if (this.setter == null) {
			throw new IllegalArgumentException("Global '" + Wording.name(this.name) + "' is immutable");
		}
		if (!Frame.accepts(this.type.type(), value)) {
			throw new IllegalArgumentException("Global '" + Wording.name(this.name) + "' is " + this.type
					+ ", and the value is " + Values.describe(value));
		}
		this.setter.callVoid(value);
	}

}
