package io.github.wasmpool.actuate;

import java.util.Map;
import java.util.TreeMap;

import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolException;
import io.github.wasmpool.WasmPoolStats;
import io.github.wasmpool.WasmPools;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * Shows the pools that live, and acts on them: {@code resize}, {@code refresh} and
 * {@code reload}. Acting has to be allowed, by
 * {@code management.endpoint.wasmpools.access=unrestricted}. No operation takes a
 * location or bytes: a reload reads what the configuration names.
 *
 * <p>
 * Thread-safe.
 */
@Endpoint(id = "wasmpools", defaultAccess = Access.READ_ONLY)
public class WasmPoolsEndpoint {

	private final WasmPools pools;

	private final PoolReload reload;

	private final ClusterMembers members;

	/**
	 * Create the endpoint of an application that stands alone.
	 * @param pools the pools that live
	 * @param reload reloads one
	 */
	public WasmPoolsEndpoint(WasmPools pools, PoolReload reload) {
		this(pools, reload, ClusterMembers.NONE);
	}

	/**
	 * Create the endpoint.
	 * @param pools the pools that live
	 * @param reload reloads one
	 * @param members tells which members of a cluster have a pool
	 */
	public WasmPoolsEndpoint(WasmPools pools, PoolReload reload, ClusterMembers members) {
		this.pools = pools;
		this.reload = reload;
		this.members = members;
	}

	/**
	 * Show all pools.
	 * @return the numbers of each
	 */
	@ReadOperation
	public PoolsDescriptor pools() {
		Map<String, PoolSummary> summaries = new TreeMap<>();
		this.pools.stream().forEach((pool) -> summaries.put(pool.name(), PoolSummary.of(pool)));
		return new PoolsDescriptor(summaries);
	}

	/**
	 * Show a pool.
	 * @param pool its name
	 * @return all there is to know, or {@code null} if there is no such pool
	 */
	@ReadOperation
	public @Nullable PoolDescriptor pool(@Selector String pool) {
		return this.pools.find(pool).map(this::describe).orElse(null);
	}

	/**
	 * Act on a pool.
	 * @param pool its name
	 * @param action {@code resize}, {@code refresh} or {@code reload}
	 * @param size the new size, for {@code resize}
	 * @return the pool afterwards, or {@code null} if there is no such pool
	 * @throws InvalidEndpointRequestException if the action is unknown or impossible
	 */
	@WriteOperation
	public @Nullable PoolDescriptor act(@Selector String pool, String action, @Nullable Integer size) {
		WasmPool found = this.pools.find(pool).orElse(null);
		if (found == null) {
			return null;
		}
		try {
			act(found, action, size);
		}
		catch (IllegalArgumentException | IllegalStateException | WasmPoolException ex) {
			throw refused(String.valueOf(ex.getMessage()));
		}
		return describe(found);
	}

	private PoolDescriptor describe(WasmPool pool) {
		return PoolDescriptor.of(pool, this.members);
	}

	private void act(WasmPool pool, String action, @Nullable Integer size) {
		switch (action) {
			case "resize" -> {
				if (size == null) {
					throw refused("'size' is missing");
				}
				pool.resize(size);
			}
			case "refresh" -> pool.refresh();
			case "reload" -> this.reload.reload(pool.name());
			default ->
				throw refused("'action' must be resize, refresh or reload but is '" + Wording.name(action) + "'");
		}
	}

	private static InvalidEndpointRequestException refused(String reason) {
		return new InvalidEndpointRequestException(reason, reason);
	}

	/**
	 * All pools.
	 *
	 * @param pools the numbers of each, by name
	 */
	public record PoolsDescriptor(Map<String, PoolSummary> pools) implements OperationResponseBody {

	}

	/**
	 * A pool among others.
	 *
	 * @param state {@code up}, {@code draining} or {@code closed}
	 * @param module the name of its module
	 * @param generation the number of the code and state that loans begin with
	 * @param stats the numbers of this moment
	 */
	public record PoolSummary(String state, String module, long generation, WasmPoolStats stats) {

		static PoolSummary of(WasmPool pool) {
			return new PoolSummary(PoolDescriptor.state(pool), Wording.line(pool.module().name()),
					pool.counters().generation(), pool.stats());
		}

	}

}
