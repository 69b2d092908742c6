package io.github.wasmpool.test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;

/**
 * A module whose functions are written in Java, for tests of code that uses a pool: no
 * toolchain and no {@code .wasm} file are needed.
 *
 * <pre class="code">
 * WasmPool pool = TestPools.of(new FakeModule()
 *     .function("price", FunctionType.of(List.of(I32, I32), List.of(I64)), (caller, args) -&gt; 1999L)
 *     .text("greet", (name) -&gt; "Hello " + name));
 * </pre>
 *
 * <p>
 * It is a real module that runs on the engine, so that a test meets real instances: types
 * are checked, loans end, instances are isolated. Each has a memory named {@code memory}
 * with an allocator, {@code malloc} and {@code free}. What a function throws reaches the
 * test as it would come from a host function.
 *
 * <p>
 * Text in other conventions is written by hand, here for
 * {@link io.github.wasmpool.ResultConvention#C_STRING}:
 *
 * <pre class="code">
 * module.function("version", FunctionType.of(List.of(), List.of(I32)), (caller, args) -&gt; {
 *     int at = caller.function("malloc").callInt(4);
 *     caller.memory().writeString(at, "1.2\0");
 *     return at;
 * });
 * </pre>
 *
 * <p>
 * Not thread-safe; its functions are called by the threads that call the pool.
 */
public final class FakeModule {

	/** The first part of the names its functions are imported by. */
	private static final String MODULE = "fake";

	private static final FunctionType MALLOC = FunctionType.of(List.of(ValueType.I32), List.of(ValueType.I32));

	private static final FunctionType FREE = FunctionType.of(List.of(ValueType.I32), List.of());

	/** Takes pointer and length, returns both: the pointer in the upper half. */
	private static final FunctionType TEXT = FunctionType.of(List.of(ValueType.I32, ValueType.I32),
			List.of(ValueType.I64));

	private final List<HostFunction> functions = new ArrayList<>();

	/**
	 * Begin a module that exports nothing but a memory and its allocator.
	 */
	public FakeModule() {
		function("malloc", MALLOC, (caller, args) -> FakeHeap.allocate(caller.memory(), (int) args[0]));
		function("free", FREE, (caller, args) -> {
			FakeHeap.free(caller.memory());
			return null;
		});
	}

	/**
	 * Add an exported function.
	 * @param name the name it is exported by
	 * @param type its signature, of i32, i64, f32 and f64
	 * @param body what it does; it gets the boxed arguments, and returns what
	 * {@link HostFunction#call} would return
	 * @return this
	 * @throws IllegalArgumentException if there is an export of that name already
	 */
	public FakeModule function(String name, FunctionType type, HostFunction.Body body) {
		if (name.equals("memory") || this.functions.stream().anyMatch((function) -> function.name().equals(name))) {
			throw new IllegalArgumentException("The fake module exports '" + name + "' already");
		}
		this.functions.add(HostFunction.of(MODULE, name, type, body));
		return this;
	}

	/**
	 * Add an exported function from text to text: it takes pointer and length of UTF-8,
	 * and returns both in an i64, the pointer in the upper half.
	 * @param name the name it is exported by
	 * @param body what it does
	 * @return this
	 */
	public FakeModule text(String name, UnaryOperator<String> body) {
		return bytes(name,
				(bytes) -> body.apply(new String(bytes, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Add an exported function that takes nothing and returns text: pointer and length of
	 * UTF-8 in an i64, the pointer in the upper half.
	 * @param name the name it is exported by
	 * @param body what it does
	 * @return this
	 */
	public FakeModule text(String name, Supplier<String> body) {
		return function(name, FunctionType.of(List.of(), List.of(ValueType.I64)),
				(caller, args) -> put(caller.memory(), body.get().getBytes(StandardCharsets.UTF_8)));
	}

	/**
	 * Add an exported function from bytes to bytes: it takes pointer and length, and
	 * returns both in an i64, the pointer in the upper half.
	 * @param name the name it is exported by
	 * @param body what it does
	 * @return this
	 */
	public FakeModule bytes(String name, UnaryOperator<byte[]> body) {
		return function(name, TEXT, (caller, args) -> {
			WasmMemory memory = caller.memory();
			byte[] argument = memory.read(Integer.toUnsignedLong((int) args[0]), (int) args[1]);
			return put(memory, body.apply(argument));
		});
	}

	private static long put(WasmMemory memory, byte[] result) {
		int at = FakeHeap.scratch(memory, result.length);
		memory.write(at, result);
		return ((long) at << Integer.SIZE) | result.length;
	}

	/**
	 * Return what the module imports: all its functions.
	 */
	HostFunction[] hostFunctions() {
		return this.functions.toArray(HostFunction[]::new);
	}

	/**
	 * Write the module: it exports what it imports.
	 */
	byte[] toBinary() {
		return FakeBinary.write(this.functions);
	}

}
