package io.github.wasmpool.fake;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.wasmpool.WasmAction;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.type.ExportType;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.type.MemoryType;
import org.jspecify.annotations.Nullable;

/**
 * A module that remembers how it was built.
 */
public final class FakeWasmModule implements WasmModule {

	private final FakeWasmRuntime runtime;

	private final byte[] binary;

	private final Map<String, @Nullable Object> settings;

	private final List<ImportType> imports;

	private @Nullable MemoryType memory = new MemoryType(1, 256, false);

	FakeWasmModule(FakeWasmRuntime runtime, byte[] binary, Map<String, @Nullable Object> settings) {
		this.runtime = runtime;
		this.binary = binary;
		this.settings = settings;
		this.imports = runtime.imports();
	}

	/**
	 * Return the bytes it was built of.
	 * @return the bytes
	 */
	public byte[] binary() {
		return this.binary;
	}

	/**
	 * Return what its builder was told.
	 * @return the settings, by the names of the builder's methods
	 */
	public Map<String, @Nullable Object> settings() {
		return this.settings;
	}

	/**
	 * Change the memory.
	 * @param memory the memory, or {@code null} for none
	 */
	public void memory(@Nullable MemoryType memory) {
		this.memory = memory;
	}

	@Override
	public String name() {
		return String.valueOf(this.settings.get("name"));
	}

	@Override
	public String sha256() {
		return "0".repeat(64);
	}

	@Override
	public List<ExportType> exports() {
		return List.of();
	}

	@Override
	public List<ImportType> imports() {
		return this.imports;
	}

	@Override
	public Optional<MemoryType> memory() {
		return Optional.ofNullable(this.memory);
	}

	@Override
	public WasmInstance instantiate() {
		throw new UnsupportedOperationException();
	}

	@Override
	public WasmModule withMemory(MemoryLimits limits) {
		throw new UnsupportedOperationException();
	}

	@Override
	public <E extends Exception> WasmModule snapshot(WasmAction<E> warmUp) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void close() {
		this.runtime.events().add("close module " + name());
	}

}
