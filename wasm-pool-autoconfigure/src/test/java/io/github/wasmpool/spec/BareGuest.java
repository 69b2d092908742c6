package io.github.wasmpool.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.kawamuray.wasmtime.Config;
import io.github.kawamuray.wasmtime.Engine;
import io.github.kawamuray.wasmtime.Func;
import io.github.kawamuray.wasmtime.Instance;
import io.github.kawamuray.wasmtime.Module;
import io.github.kawamuray.wasmtime.Store;
import io.github.kawamuray.wasmtime.Val;
import io.github.kawamuray.wasmtime.WasmFunctionError;
import org.jspecify.annotations.Nullable;

/**
 * A guest in the bare binding, called value by value.
 */
final class BareGuest implements AutoCloseable {

	/** Leaves the stack of a usual thread enough for the virtual machine. */
	private static final long STACK = 256 << 10;

	private final Engine engine;

	private final Module module;

	private final Map<String, Func> functions = new LinkedHashMap<>();

	private @Nullable Store<Void> store;

	private @Nullable Instance instance;

	BareGuest(byte[] binary) {
		try (Config config = new Config().maxWasmStack(STACK)) {
			this.engine = new Engine(config);
		}
		this.module = Module.fromBinary(this.engine, binary);
	}

	/**
	 * Make a call.
	 * @return what it returned, or {@code null} if it trapped
	 */
	@Nullable List<Object> call(Assertion assertion) {
		Store<Void> present = (this.store != null) ? this.store : begin();
		try {
			List<Object> results = new ArrayList<>();
			for (Val result : function(present, assertion.function().name()).call(present,
					assertion.args().stream().map(BareGuest::val).toArray(Val[]::new))) {
				results.add(result.getValue());
			}
			return results;
		}
		catch (WasmFunctionError.TrapError ex) {
			end();
			return null;
		}
	}

	private Store<Void> begin() {
		Store<Void> begun = new Store<>(null, this.engine);
		this.store = begun;
		this.instance = new Instance(begun, this.module, List.of());
		return begun;
	}

	private Func function(Store<Void> present, String name) {
		Instance of = this.instance;
		if (of == null) {
			throw new IllegalStateException();
		}
		return this.functions.computeIfAbsent(name, (key) -> of.getFunc(present, key).orElseThrow());
	}

	private static Val val(Object value) {
		if (value instanceof Integer number) {
			return Val.fromI32(number);
		}
		if (value instanceof Long number) {
			return Val.fromI64(number);
		}
		return (value instanceof Float number) ? Val.fromF32(number) : Val.fromF64((Double) value);
	}

	private void end() {
		this.functions.values().forEach(Func::dispose);
		this.functions.clear();
		if (this.instance != null) {
			this.instance.dispose();
			this.instance = null;
		}
		if (this.store != null) {
			this.store.dispose();
			this.store = null;
		}
	}

	@Override
	public void close() {
		end();
		this.module.dispose();
		this.engine.dispose();
	}

}
