package io.github.wasmpool.fake;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolBuilder;
import org.jspecify.annotations.Nullable;

final class FakeWasmPoolBuilder implements WasmPoolBuilder {

	private final FakeWasmRuntime runtime;

	private final WasmModule module;

	private final Map<String, @Nullable Object> settings = new TreeMap<>();

	FakeWasmPoolBuilder(FakeWasmRuntime runtime, WasmModule module) {
		this.runtime = runtime;
		this.module = module;
		this.settings.put("name", "default");
	}

	private FakeWasmPoolBuilder set(String setting, @Nullable Object value) {
		this.settings.put(setting, value);
		return this;
	}

	@Override
	public WasmPoolBuilder name(String name) {
		return set("name", name);
	}

	@Override
	public WasmPoolBuilder size(int size) {
		return set("size", size);
	}

	@Override
	public WasmPoolBuilder minIdle(int minIdle) {
		return set("minIdle", minIdle);
	}

	@Override
	public WasmPoolBuilder acquireTimeout(Duration timeout) {
		return set("acquireTimeout", timeout);
	}

	@Override
	public WasmPoolBuilder maxWaiting(int maxWaiting) {
		return set("maxWaiting", maxWaiting);
	}

	@Override
	public WasmPoolBuilder executionTimeout(@Nullable Duration timeout) {
		return set("executionTimeout", timeout);
	}

	@Override
	public WasmPoolBuilder reset(ResetPolicy reset) {
		return set("reset", reset);
	}

	@Override
	public WasmPoolBuilder resetExport(@Nullable String export) {
		return set("resetExport", export);
	}

	@Override
	public WasmPoolBuilder shutdownGracePeriod(Duration period) {
		return set("shutdownGracePeriod", period);
	}

	@Override
	public WasmPool build() {
		if (this.runtime.poolFailure != null) {
			throw this.runtime.poolFailure;
		}
		FakeWasmPool pool = new FakeWasmPool(this.runtime, this.module, this.settings);
		this.runtime.built(pool);
		return pool;
	}

}
