package io.github.wasmpool.fake;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.wasmpool.GuestFeatures;
import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleBuilder;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.MemoryLimits;
import org.jspecify.annotations.Nullable;

final class FakeWasmModuleBuilder implements WasmModuleBuilder {

	private final FakeWasmRuntime runtime;

	private final byte[] binary;

	private final Map<String, @Nullable Object> settings = new TreeMap<>();

	FakeWasmModuleBuilder(FakeWasmRuntime runtime, byte[] binary) {
		this.runtime = runtime;
		this.binary = binary;
		this.settings.put("name", "module");
	}

	private FakeWasmModuleBuilder set(String setting, @Nullable Object value) {
		this.settings.put(setting, value);
		return this;
	}

	@Override
	public WasmModuleBuilder name(String name) {
		return set("name", name);
	}

	@Override
	public WasmModuleBuilder memoryReserve(int pages) {
		return set("memoryReserve", pages);
	}

	@Override
	public WasmModuleBuilder memory(MemoryLimits memory) {
		return set("memory", memory);
	}

	@Override
	public WasmModuleBuilder limits(ModuleLimits limits) {
		return set("limits", limits);
	}

	@Override
	public WasmModuleBuilder features(GuestFeatures features) {
		return set("features", features);
	}

	@Override
	public WasmModuleBuilder sharedMemory(boolean sharedMemory) {
		return set("sharedMemory", sharedMemory);
	}

	@Override
	public WasmModuleBuilder memoryReservation(@Nullable Long bytes) {
		return set("memoryReservation", bytes);
	}

	@Override
	public WasmModuleBuilder interruptible(boolean interruptible) {
		return set("interruptible", interruptible);
	}

	@Override
	public WasmModuleBuilder executionTimeout(Duration timeout) {
		return set("executionTimeout", timeout);
	}

	@Override
	public WasmModuleBuilder initializationTimeout(Duration timeout) {
		return set("initializationTimeout", timeout);
	}

	@Override
	public WasmModuleBuilder initialize(@Nullable String export) {
		return set("initialize", export);
	}

	@Override
	public WasmModuleBuilder guestStack(long bytes) {
		return set("guestStack", bytes);
	}

	@Override
	public WasmModuleBuilder hostFunctions(HostFunction... functions) {
		return set("hostFunctions", List.of(functions));
	}

	@Override
	public WasmModule build() {
		if (this.runtime.moduleFailure != null) {
			throw this.runtime.moduleFailure;
		}
		return new FakeWasmModule(this.runtime, this.binary, this.settings);
	}

}
