package io.github.wasmpool.imports;

import java.util.List;

import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.Wording;
import io.github.wasmpool.wasmtime.GuestInstance;
import io.github.wasmpool.wasmtime.HostCallShare;
import io.github.wasmpool.wasmtime.HostLinks;
import io.github.wasmpool.wasmtime.wasi.WasiHost;
import org.jspecify.annotations.Nullable;

/**
 * Host functions in the order of the imports they are called for.
 *
 * <p>
 * Thread-safe, as the functions are.
 */
final class HostFunctionLinks implements HostLinks {

	private final HostFunction[] functions;

	private final FunctionType[] types;

	private final boolean usesWasi;

	private final HostCallShare hostCalls;

	/**
	 * Create links.
	 * @param functions a function of the right type for each import
	 * @param types the types of the imports
	 * @param hostCalls what their calls are taken from
	 */
	HostFunctionLinks(List<HostFunction> functions, List<FunctionType> types, HostCallShare hostCalls) {
		this.functions = functions.toArray(HostFunction[]::new);
		this.types = types.toArray(FunctionType[]::new);
		this.usesWasi = functions.stream().anyMatch(WasiHost::owns);
		this.hostCalls = hostCalls;
	}

	/**
	 * Whether some of the functions need to know what the caller sees of the world.
	 */
	boolean usesWasi() {
		return this.usesWasi;
	}

	@Override
	public FunctionType type(int number) {
		return this.types[number];
	}

	@Override
	public String name(int number) {
		HostFunction function = this.functions[number];
		return function.module() + "." + function.name();
	}

	/**
	 * Say what is called for an import.
	 */
	String describe(int number) {
		HostFunction function = this.functions[number];
		if (isMissing(number)) {
			return "nobody: it traps when it is called";
		}
		return WasiHost.owns(function) ? "the library" : Wording.line(function.toString());
	}

	@Override
	public boolean isMissing(int number) {
		return this.functions[number] instanceof MissingFunction;
	}

	@Override
	public @Nullable Object call(int number, GuestInstance caller, Object[] args) throws Exception {
		return call(number, new HostScope(caller, null), args);
	}

	@Override
	public HostCallShare hostCalls() {
		return this.hostCalls;
	}

	/**
	 * Note that an instance has these links, and closes them.
	 */
	void open() {
		this.hostCalls.join();
	}

	@Override
	public void close() {
		this.hostCalls.leave();
	}

	/**
	 * Call a function.
	 * @param number its place among the imports
	 * @param scope what it sees of the caller, closed when it returns
	 * @param args its arguments
	 * @return its result
	 * @throws Exception what it throws
	 */
	@Nullable Object call(int number, HostScope scope, Object[] args) throws Exception {
		try (scope) {
			return this.functions[number].call(scope, args);
		}
	}

}
