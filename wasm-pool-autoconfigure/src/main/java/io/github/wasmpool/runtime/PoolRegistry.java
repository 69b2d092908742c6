package io.github.wasmpool.runtime;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

import io.github.wasmpool.NoSuchPoolException;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPools;

/**
 * The pools of a runtime that live.
 */
final class PoolRegistry implements WasmPools {

	private final ConcurrentNavigableMap<String, WasmPool> pools = new ConcurrentSkipListMap<>();

	/**
	 * Enter a pool.
	 * @param pool a new pool
	 * @return whether there was none of its name
	 */
	boolean add(WasmPool pool) {
		return this.pools.putIfAbsent(pool.name(), pool) == null;
	}

	void remove(WasmPool pool) {
		this.pools.remove(pool.name(), pool);
	}

	@Override
	public Set<String> names() {
		return Collections.unmodifiableSet(new TreeSet<>(this.pools.keySet()));
	}

	@Override
	public WasmPool get(String name) {
		return find(name).orElseThrow(() -> new NoSuchPoolException(name, names()));
	}

	@Override
	public Optional<WasmPool> find(String name) {
		return Optional.ofNullable(this.pools.get(name));
	}

	@Override
	public Stream<WasmPool> stream() {
		return this.pools.values().stream();
	}

}
