package io.github.wasmpool.fake;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.wasmpool.WasmEngineStats;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleBuilder;
import io.github.wasmpool.WasmPoolBuilder;
import io.github.wasmpool.WasmPools;
import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.type.ImportType;
import org.jspecify.annotations.Nullable;

/**
 * A runtime that remembers what it was asked, and fails on demand.
 */
public final class FakeWasmRuntime implements WasmRuntime {

	private final Map<String, FakeWasmPool> pools = new TreeMap<>();

	private final List<String> events = new CopyOnWriteArrayList<>();

	private List<ImportType> imports = List.of();

	private @Nullable RuntimeException moduleFailure;

	private @Nullable RuntimeException poolFailure;

	@Nullable RuntimeException prefillFailure;

	volatile Runnable whenDrained = () -> {
	};

	/**
	 * Fail to build any module.
	 * @param failure what is thrown
	 * @return this runtime
	 */
	public FakeWasmRuntime failingModules(RuntimeException failure) {
		this.moduleFailure = failure;
		return this;
	}

	/**
	 * Fail to build any pool.
	 * @param failure what is thrown
	 * @return this runtime
	 */
	public FakeWasmRuntime failingPools(RuntimeException failure) {
		this.poolFailure = failure;
		return this;
	}

	/**
	 * Do something when a pool is drained.
	 * @param work what to do, on the thread that drains it
	 * @return this runtime
	 */
	public FakeWasmRuntime whenDrained(Runnable work) {
		this.whenDrained = work;
		return this;
	}

	/**
	 * Fail to pre-fill any pool.
	 * @param failure what is thrown
	 * @return this runtime
	 */
	public FakeWasmRuntime failingPrefill(RuntimeException failure) {
		this.prefillFailure = failure;
		return this;
	}

	/**
	 * Have the modules that are built from now on import something.
	 * @param imports what they import
	 * @return this runtime
	 */
	public FakeWasmRuntime importing(ImportType... imports) {
		this.imports = List.of(imports);
		return this;
	}

	List<ImportType> imports() {
		return this.imports;
	}

	/**
	 * Return what happened.
	 * @return the events, in order
	 */
	public List<String> events() {
		return this.events;
	}

	void closed(FakeWasmPool pool) {
		this.pools.remove(pool.name());
		this.events.add("close pool " + pool.name());
	}

	@Override
	public WasmModuleBuilder module(byte[] binary) {
		Map<String, @Nullable Object> settings = new TreeMap<>(Map.of("name", "module"));
		return RecordingBuilder.of(WasmModuleBuilder.class, settings, () -> {
			if (this.moduleFailure != null) {
				throw this.moduleFailure;
			}
			return new FakeWasmModule(this, binary, settings);
		});
	}

	@Override
	public WasmPoolBuilder pool(WasmModule module) {
		Map<String, @Nullable Object> settings = new TreeMap<>(Map.of("name", "default"));
		return RecordingBuilder.of(WasmPoolBuilder.class, settings, () -> {
			if (this.poolFailure != null) {
				throw this.poolFailure;
			}
			FakeWasmPool pool = new FakeWasmPool(this, module, settings);
			this.pools.put(pool.name(), pool);
			return pool;
		});
	}

	@Override
	public WasmPools pools() {
		return new FakeWasmPools(this.pools);
	}

	/**
	 * Return a pool that lives.
	 * @param name its name
	 * @return the pool
	 */
	public FakeWasmPool pool(String name) {
		return (FakeWasmPool) pools().get(name);
	}

	@Override
	public WasmEngineStats engineStats() {
		return new WasmEngineStats(0, 1);
	}

	@Override
	public void close() {
		List.copyOf(this.pools.values()).forEach(FakeWasmPool::close);
		this.events.add("close runtime");
	}

}
