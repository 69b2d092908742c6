package io.github.wasmpool.coordination;

import io.github.wasmpool.LoanAttributes;
import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.WasmGlobal;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmMemory;

/**
 * An instance with a number and nothing else, which a test can break.
 */
final class FakeInstance implements WasmInstance {

	private final int number;

	private volatile boolean healthy = true;

	private volatile boolean closed;

	/** State that only the thread that works with the instance touches. */
	int uses;

	FakeInstance(int number) {
		this.number = number;
	}

	static FakeInstance of(WasmInstance instance) {
		FakeInstance fake = (FakeInstance) instance;
		fake.uses++;
		return fake;
	}

	static int numberOf(WasmInstance instance) {
		return of(instance).number;
	}

	void trap() {
		this.healthy = false;
	}

	boolean isClosed() {
		return this.closed;
	}

	@Override
	public WasmFunction function(String export) {
		throw new UnsupportedOperationException();
	}

	@Override
	public LoanAttributes attributes() {
		throw new UnsupportedOperationException();
	}

	@Override
	public byte[] stdout() {
		throw new UnsupportedOperationException();
	}

	@Override
	public byte[] stderr() {
		throw new UnsupportedOperationException();
	}

	@Override
	public WasmMemory memory() {
		throw new UnsupportedOperationException();
	}

	@Override
	public WasmMemory memory(String export) {
		throw new UnsupportedOperationException();
	}

	@Override
	public WasmGlobal global(String export) {
		throw new UnsupportedOperationException();
	}

	@Override
	public <T> T client(Class<T> type) {
		throw new UnsupportedOperationException();
	}

	@Override
	public byte[] callBytes(String export, byte[]... arguments) {
		throw new UnsupportedOperationException();
	}

	@Override
	public String callString(String export, String... arguments) {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean isHealthy() {
		return this.healthy;
	}

	@Override
	public void close() {
		this.closed = true;
	}

	@Override
	public String toString() {
		return "instance " + this.number;
	}

}
