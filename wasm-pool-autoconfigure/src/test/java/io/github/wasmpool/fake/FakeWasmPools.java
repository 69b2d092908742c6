package io.github.wasmpool.fake;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.github.wasmpool.NoSuchPoolException;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPools;

final class FakeWasmPools implements WasmPools {

	private final Map<String, FakeWasmPool> pools;

	FakeWasmPools(Map<String, FakeWasmPool> pools) {
		this.pools = pools;
	}

	@Override
	public Set<String> names() {
		return new TreeSet<>(this.pools.keySet());
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
		return List.<WasmPool>copyOf(this.pools.values()).stream();
	}

}
