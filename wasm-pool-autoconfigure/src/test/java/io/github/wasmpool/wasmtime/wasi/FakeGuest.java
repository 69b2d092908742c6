package io.github.wasmpool.wasmtime.wasi;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;

import io.github.wasmpool.LoanAttributes;
import io.github.wasmpool.WasiOptions;
import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.WasmGlobal;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.WasmRunResult;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.ValueType;

/**
 * A guest of two pages that a test puts words into the mouth of. Its paths are written at
 * 1024 and 8192, results at 16, vectors at 256, the buffer they describe at 65,536.
 */
final class FakeGuest implements WasiCaller {

	static final int RESULT = 16;

	static final int VECTORS = 256;

	static final int PATH = 1024;

	static final int OTHER_PATH = 8192;

	static final int BUFFER = 65_536;

	static final long EVERYTHING = -1;

	private final WasmMemory memory = new ArrayMemory(131_072);

	private final WasiContext context;

	private BooleanSupplier overdue = () -> false;

	FakeGuest(WasiOptions options) {
		this(new WasiHost("test", "fake.wasm", options));
	}

	FakeGuest(WasiHost host) {
		this.context = host.open();
	}

	/**
	 * Run it as a command.
	 * @param stdin what it can read
	 * @param args its arguments
	 * @return this
	 */
	FakeGuest begin(String stdin, String... args) {
		this.context.begin(stdin.getBytes(StandardCharsets.UTF_8), List.of(args));
		return this;
	}

	WasmRunResult result() {
		return this.context.result(0);
	}

	/**
	 * Let the time it may run be up.
	 */
	void endTime() {
		endTimeWhen(() -> true);
	}

	/**
	 * Decide whether the time it may run is up whenever somebody asks.
	 */
	void endTimeWhen(BooleanSupplier overdue) {
		this.overdue = overdue;
	}

	@Override
	public LoanAttributes attributes() {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean isOverdue() {
		return this.overdue.getAsBoolean();
	}

	WasiContext context() {
		return this.context;
	}

	/**
	 * Call a function.
	 * @param name its name
	 * @param args its arguments; an {@code int} is taken for an i64 where one is expected
	 * @return what it answers
	 */
	Errno call(String name, Number... args) {
		ImportType imported = new ImportType(WasiHost.MODULE, name, FunctionType.of(List.of(), List.of()));
		HostFunction function = WasiHost.function(imported).orElseThrow();
		List<ValueType> params = Objects.requireNonNull(function.type()).params();
		if (params.size() != args.length) {
			throw new IllegalArgumentException(name + " " + function.type());
		}
		List<Object> converted = new ArrayList<>();
		for (int i = 0; i < args.length; i++) {
			converted.add((params.get(i) == ValueType.I64) ? (Object) args[i].longValue() : args[i].intValue());
		}
		try {
			int answer = (Integer) Objects.requireNonNull(function.call(this, converted.toArray()));
			return Arrays.stream(Errno.values()).filter((errno) -> errno.value() == answer).findFirst().orElseThrow();
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	Errno open(int directory, String path, int how, long rights) {
		int length = this.memory.writeString(PATH, path);
		return call("path_open", directory, 1, PATH, length, how, rights, EVERYTHING, 0, RESULT);
	}

	/** Call a function whose arguments are a directory and a path. */
	Errno path(String function, int directory, String path) {
		return call(function, directory, PATH, this.memory.writeString(PATH, path));
	}

	Errno rename(int directory, String from, String to) {
		int length = this.memory.writeString(PATH, from);
		int otherLength = this.memory.writeString(OTHER_PATH, to);
		return call("path_rename", directory, PATH, length, directory, OTHER_PATH, otherLength);
	}

	/** Write one vector for the buffer. */
	int vector(int length) {
		return vectors(BUFFER, length);
	}

	/** Write vectors: addresses and lengths by turns. */
	int vectors(int... numbers) {
		for (int i = 0; i < numbers.length; i++) {
			this.memory.writeInt(VECTORS + 4L * i, numbers[i]);
		}
		return VECTORS;
	}

	Errno write(int fd, String text) {
		return call("fd_write", fd, vector(this.memory.writeString(BUFFER, text)), 1, RESULT);
	}

	/** Read up to 100 bytes. */
	String read(int fd) {
		Errno errno = call("fd_read", fd, vector(100), 1, RESULT);
		return (errno == Errno.SUCCESS) ? this.memory.readString(BUFFER, resultInt()) : errno.name();
	}

	int resultInt() {
		return this.memory.readInt(RESULT);
	}

	@Override
	public WasiContext wasi() {
		return this.context;
	}

	@Override
	public WasmMemory memory() {
		return this.memory;
	}

	@Override
	public WasmMemory memory(String export) {
		return this.memory;
	}

	@Override
	public WasmFunction function(String export) {
		throw new UnsupportedOperationException();
	}

	@Override
	public WasmGlobal global(String export) {
		throw new UnsupportedOperationException();
	}

}
