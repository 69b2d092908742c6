package io.github.wasmpool.health;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPools;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;

/**
 * The health of all pools, one component each. Pools are looked up at each request, so
 * that one built at run time is seen. A pool is up as long as it can make instances, also
 * when all of them are on loan, whatever becomes of the calls: a guest that traps does
 * not take the application down. One that cannot is down, one that is drained out of
 * service, if it {@linkplain WasmPool#healthStatus() decides}; else its status is
 * unknown, which changes nothing for the application.
 *
 * <p>
 * Each component has the details {@code module}, {@code size}, {@code live},
 * {@code active}, {@code idle}, {@code creating}, {@code retiring}, {@code waiting},
 * {@code restored}, {@code residentMemory} (bytes) and {@code failuresOfLastMinute}
 * (calls by how they ended); {@code lastFailure} and {@code lastFailureAt} once a call
 * failed; {@code replacementFailure} if the last attempt to give the pool other code, or
 * another state, failed; and {@code pages} with {@code initial} and {@code max} if the
 * module has a memory. One that is not up has a {@code reason}. With no pools there is no
 * component.
 *
 * <p>
 * Thread-safe.
 */
public final class WasmPoolHealthContributor implements CompositeHealthContributor {

	private final WasmPools pools;

	private final Map<String, WasmPool> expected;

	/**
	 * Create the contributor.
	 * @param pools the pools that live
	 * @param expected pools by name that are reported as down once they are closed, where
	 * others disappear
	 */
	public WasmPoolHealthContributor(WasmPools pools, Map<String, WasmPool> expected) {
		this.pools = pools;
		this.expected = Map.copyOf(expected);
	}

	@Override
	public @Nullable HealthContributor getContributor(String name) {
		WasmPool pool = find().get(name);
		return (pool != null) ? new WasmPoolHealthIndicator(name, pool) : null;
	}

	@Override
	public Stream<Entry> stream() {
		return find().entrySet()
			.stream()
			.map((found) -> new Entry(found.getKey(), new WasmPoolHealthIndicator(found.getKey(), found.getValue())));
	}

	private Map<String, WasmPool> find() {
		Map<String, WasmPool> found = new TreeMap<>(this.expected);
		this.pools.names().forEach((name) -> this.pools.find(name).ifPresent((pool) -> found.put(name, pool)));
		return found;
	}

}
