package io.github.wasmpool.cluster;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPools;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this member has applied of what is published for the pools of all members.
 *
 * <p>
 * Thread-safe.
 */
final class PublishedStates {

	/** For how long what could not be applied is not tried again. */
	private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);

	private static final Logger logger = LoggerFactory.getLogger(PublishedStates.class);

	private final WasmPools pools;

	private final PublishedMaps maps;

	private final WasmSeedReader seedReader;

	private final Duration timeout;

	private final Map<String, AppliedState> applied = new ConcurrentHashMap<>();

	/**
	 * Create what applies publications.
	 * @param pools the pools of this member
	 * @param maps what is published
	 * @param seedReader reads seeds
	 * @param timeout how long to wait for another member that publishes
	 */
	PublishedStates(WasmPools pools, PublishedMaps maps, WasmSeedReader seedReader, Duration timeout) {
		this.pools = pools;
		this.maps = maps;
		this.seedReader = seedReader;
		this.timeout = timeout;
	}

	/**
	 * Tell what a pool of this member runs.
	 * @param pool the pool
	 */
	LocalVersion version(WasmPool pool) {
		return state(pool).version();
	}

	private AppliedState state(WasmPool pool) {
		return Objects.requireNonNull(this.applied.compute(pool.name(),
				(name, state) -> (state != null && state.pool() == pool) ? state : new AppliedState(pool)));
	}

	/**
	 * Publish a module, applying it here first.
	 * @param pool the name of the pool
	 * @param binary its bytes
	 */
	void publishModule(String pool, byte[] binary) {
		String digest = PublishedMaps.digest(binary);
		publish(pool, binary, digest, (before) -> before.withModule(digest));
	}

	/**
	 * Publish a seed, applying it here first.
	 * @param pool the name of the pool
	 * @param seed its bytes
	 */
	void publishSeed(String pool, byte[] seed) {
		String digest = PublishedMaps.digest(seed);
		publish(pool, seed, digest, (before) -> before.withSeed(digest));
	}

	private void publish(String pool, byte[] content, String digest, Step step) {
		lock(pool);
		try {
			Publication before = this.maps.published(pool);
			Publication next = step.after(before).after(applied(pool));
			applyAndPublish(pool, next, digest, content);
			this.maps.removeUnless(before.module(), next);
			this.maps.removeUnless(before.seed(), next);
		}
		finally {
			this.maps.unlock(pool);
		}
	}

	/**
	 * Whether this member runs a module or has applied a seed.
	 * @param digest its digest
	 */
	boolean hasApplied(String digest) {
		return this.applied.values().stream().anyMatch((state) -> state.applied().names(digest));
	}

	private long applied(String pool) {
		return this.pools.find(pool).map((local) -> state(local).applied().number()).orElse(0L);
	}

	/**
	 * Let one member at a time publish. The lock of one that dies is let go of, and that
	 * of one that is paused ends.
	 */
	private void lock(String pool) {
		try {
			if (this.maps.tryLock(pool, this.timeout)) {
				return;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new WasmClusterException(pool, "Interrupted while another member publishes for pool '" + pool + "'",
					ex);
		}
		throw new WasmClusterException(pool, "Another member publishes for pool '" + pool
				+ "', and was not ready within " + this.timeout.toMillis() + " ms ('wasm.cluster.answer-timeout')",
				null);
	}

	private void applyAndPublish(String pool, Publication next, String digest, byte[] content) {
		WasmPool local = this.pools.find(pool).orElse(null);
		if (local == null) {
			this.maps.publish(pool, next, digest, content);
			return;
		}
		AppliedState state = state(local);
		// So that this member does not go back to what is still published
		synchronized (state) {
			apply(state, next, (wanted) -> wanted.equals(digest) ? content : this.maps.content(wanted));
			this.maps.publish(pool, next, digest, content);
		}
	}

	/**
	 * Apply what is published to all pools of this member that have not applied it, and
	 * forget those that are closed.
	 */
	void reconcile() {
		this.applied.values().removeIf((state) -> this.pools.find(state.pool().name()).orElse(null) != state.pool());
		this.pools.stream().map(WasmPool::name).forEach(this::reconcile);
	}

	/**
	 * Apply what is published, unless that is done or was tried in vain lately.
	 * @param pool the name of the pool
	 * @return why it could not be applied, or {@code null} if it is, or there is no such
	 * pool
	 */
	@Nullable String reconcile(String pool) {
		WasmPool local = this.pools.find(pool).orElse(null);
		if (local == null) {
			return null;
		}
		AppliedState state = state(local);
		synchronized (state) {
			Publication published = this.maps.published(pool, state.applied());
			if (published.number() == 0 || published.equals(state.applied())) {
				return null;
			}
			long now = System.nanoTime();
			String failure = state.failure(published, now - PAUSE);
			if (failure != null) {
				return failure;
			}
			try {
				apply(state, published, this.maps::content);
				return null;
			}
			catch (RuntimeException | Error ex) {
				logger.warn("Pool '{}' could not apply what was published to the cluster, and is tried again", pool,
						ex);
				return Wording.text(String.valueOf(ex.getMessage()));
			}
		}
	}

	private void apply(AppliedState state, Publication next, Function<String, byte[]> contents) {
		WasmPool pool = state.pool();
		// What is not there is looked for again soon: after a split it comes a moment
		// later
		String digest = moduleToLoad(pool, state.applied(), next);
		byte[] module = (digest != null) ? contents.apply(digest) : null;
		byte[] seed = (next.seed() != null) ? contents.apply(next.seed()) : null;
		state.begin();
		try {
			if (module != null) {
				pool.replace(module);
			}
			if (seed != null) {
				pool.<Exception>reseed((instance) -> this.seedReader.seed(pool.name(), instance, seed));
			}
		}
		catch (Exception ex) {
			state.fail(next, Wording.text(String.valueOf(ex.getMessage())), System.nanoTime());
			if (ex instanceof RuntimeException unchecked) {
				throw unchecked;
			}
			throw new WasmClusterException(pool.name(),
					"The seed of pool '" + pool.name() + "' could not be read: " + ex.getMessage(), ex);
		}
		catch (Error ex) {
			state.fail(next, Wording.text(ex.toString()), System.nanoTime());
			throw ex;
		}
		state.succeed(next);
	}

	private static @Nullable String moduleToLoad(WasmPool pool, Publication before, Publication next) {
		boolean seedEnds = before.number() > 0 && next.seed() == null;
		return (seedEnds || !pool.module().sha256().equals(next.module())) ? next.module() : null;
	}

	@FunctionalInterface
	private interface Step {

		Publication after(Publication before);

	}

}
