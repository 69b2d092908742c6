package io.github.wasmpool.fake;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.github.wasmpool.AbiOptions;
import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasiOptions;
import io.github.wasmpool.WasmInstanceValidator;
import io.github.wasmpool.WasmJson;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolBuilder;
import io.github.wasmpool.host.HostFunction;
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
	public WasmPoolBuilder maxUses(@Nullable Integer maxUses) {
		return set("maxUses", maxUses);
	}

	@Override
	public WasmPoolBuilder maxLifetime(@Nullable Duration maxLifetime) {
		return set("maxLifetime", maxLifetime);
	}

	@Override
	public WasmPoolBuilder idleTimeout(@Nullable Duration idleTimeout) {
		return set("idleTimeout", idleTimeout);
	}

	@Override
	public WasmPoolBuilder maxMemoryGrowth(@Nullable Integer pages) {
		return set("maxMemoryGrowth", pages);
	}

	@Override
	public WasmPoolBuilder validator(@Nullable WasmInstanceValidator validator) {
		return set("validator", validator);
	}

	@Override
	public WasmPoolBuilder leakDetectionThreshold(@Nullable Duration threshold) {
		return set("leakDetectionThreshold", threshold);
	}

	@Override
	public WasmPoolBuilder shutdownGracePeriod(Duration period) {
		return set("shutdownGracePeriod", period);
	}

	@Override
	public WasmPoolBuilder execution(ExecutionMode mode) {
		return set("execution", mode);
	}

	@Override
	public WasmPoolBuilder dedicatedThreadStack(long bytes) {
		return set("dedicatedThreadStack", bytes);
	}

	@Override
	public WasmPoolBuilder taskDecorator(@Nullable UnaryOperator<Runnable> decorator) {
		return set("taskDecorator", decorator);
	}

	@Override
	public WasmPoolBuilder executor(@Nullable Executor executor) {
		return set("executor", executor);
	}

	@Override
	public WasmPoolBuilder hostFunctions(HostFunction... functions) {
		return set("hostFunctions", List.of(functions));
	}

	@Override
	public WasmPoolBuilder hostFunctionSource(@Nullable Supplier<? extends Collection<HostFunction>> source) {
		return set("hostFunctionSource", source);
	}

	@Override
	public WasmPoolBuilder maxHostCalls(int maxHostCalls) {
		return set("maxHostCalls", maxHostCalls);
	}

	@Override
	public WasmPoolBuilder wasi(WasiOptions options) {
		return set("wasi", options);
	}

	@Override
	public WasmPoolBuilder abi(AbiOptions options) {
		return set("abi", options);
	}

	@Override
	public WasmPoolBuilder json(@Nullable WasmJson json) {
		return set("json", json);
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
