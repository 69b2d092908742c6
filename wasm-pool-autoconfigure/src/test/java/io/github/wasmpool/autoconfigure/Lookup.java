package io.github.wasmpool.autoconfigure;

import java.util.Arrays;
import java.util.List;

import io.github.wasmpool.WasmModule;
import io.github.wasmpool.fake.FakeWasmCaller;
import io.github.wasmpool.fake.FakeWasmRuntime;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.ValueType;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Looks up what beans provide for modules that import functions without parameters that
 * return an i32.
 */
final class Lookup {

	private static final FunctionType NUMBER = FunctionType.of(List.of(), List.of(ValueType.I32));

	private final ConfigurableApplicationContext context;

	private final String pool;

	private Lookup(ConfigurableApplicationContext context, String pool) {
		this.context = context;
		this.pool = pool;
	}

	static Lookup in(ConfigurableApplicationContext context) {
		return forPool(context, "orders");
	}

	static Lookup forPool(ConfigurableApplicationContext context, String pool) {
		return new Lookup(context, pool);
	}

	/**
	 * Find what a module is given.
	 * @param imported the names of the functions that it imports from {@code env}
	 * @return the functions
	 */
	List<HostFunction> find(String... imported) {
		return find(Arrays.stream(imported).map((name) -> new ImportType("env", name, NUMBER)).toList());
	}

	List<HostFunction> find(List<ImportType> imports) {
		WasmModule module = new FakeWasmRuntime().importing(imports.toArray(ImportType[]::new))
			.module(new byte[0])
			.build();
		return new HostFunctionBeans(this.context.getBeanFactory()).find(this.pool, module);
	}

	@Nullable Object call(String imported) {
		List<HostFunction> found = find(imported);
		assertThat(found).hasSize(1);
		return call(found.get(0));
	}

	static @Nullable Object call(HostFunction function) {
		try {
			return function.call(new FakeWasmCaller(), new Object[0]);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	static HostFunction number(String name, int number) {
		return HostFunction.of("env", name, NUMBER, (caller, args) -> number);
	}

}
