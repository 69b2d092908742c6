package io.github.wasmpool.autoconfigure;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.github.wasmpool.NoSuchPoolException;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPools;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * The pools of a runtime, and the beans that stand in the place of one: a pool bean named
 * {@code wasmPool} is the default pool, whatever made it and whatever it calls itself,
 * {@code ordersWasmPool} is the pool {@code orders}. No bean is made to be found.
 */
final class BeanPools implements WasmPools {

	private final WasmPools pools;

	private final ConfigurableListableBeanFactory beanFactory;

	BeanPools(WasmPools pools, ConfigurableListableBeanFactory beanFactory) {
		this.pools = pools;
		this.beanFactory = beanFactory;
	}

	private Map<String, WasmPool> all() {
		Map<String, WasmPool> all = new TreeMap<>();
		Set<WasmPool> beans = Collections.newSetFromMap(new IdentityHashMap<>());
		for (String name : this.beanFactory.getBeanNamesForType(WasmPool.class, true, false)) {
			Optional<String> role = PoolDefinition.roleOf(name);
			if (role.isPresent() && this.beanFactory.getSingleton(name) instanceof WasmPool pool && !pool.isClosed()) {
				all.put(role.get(), pool);
				beans.add(pool);
			}
		}
		this.pools.stream()
			.filter((pool) -> !beans.contains(pool))
			.forEach((pool) -> all.putIfAbsent(pool.name(), pool));
		return all;
	}

	@Override
	public Set<String> names() {
		return Collections.unmodifiableSet(all().keySet());
	}

	@Override
	public WasmPool get(String name) {
		return find(name).orElseThrow(() -> new NoSuchPoolException(name, names()));
	}

	@Override
	public Optional<WasmPool> find(String name) {
		WasmPool pool = all().get(name);
		return (pool != null) ? Optional.of(pool) : this.pools.find(name);
	}

	@Override
	public Stream<WasmPool> stream() {
		return all().values().stream();
	}

}
