package io.github.wasmpool.cluster;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import com.hazelcast.map.IMap;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPools;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is published for the pools of all members, and what this member has applied of it.
 * A publication says by digests what to run; the bytes are kept beside, once.
 *
 * <p>
 * Thread-safe.
 */
final class PublishedStates {

	/** For how long what could not be applied is not tried again. */
	private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);

	private static final Logger logger = LoggerFactory.getLogger(PublishedStates.class);

	private final WasmPools pools;

	private final IMap<String, Publication> publications;

	private final IMap<String, byte[]> contents;

	private final WasmSeedReader seedReader;

	private final Duration timeout;

	private final Map<String, AppliedState> applied = new ConcurrentHashMap<>();

	/**
	 * Create what applies publications.
	 * @param pools the pools of this member
	 * @param publications what is published, by the name of the pool
	 * @param contents modules and seeds, by their digests
	 * @param seedReader reads seeds
	 * @param timeout how long to wait for another member that publishes
	 */
	PublishedStates(WasmPools pools, IMap<String, Publication> publications, IMap<String, byte[]> contents,
			WasmSeedReader seedReader, Duration timeout) {
		this.pools = pools;
		this.publications = publications;
		this.contents = contents;
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
		String digest = sha256(binary);
		publish(pool, binary, digest, (before) -> before.withModule(digest));
	}

	/**
	 * Publish a seed, applying it here first.
	 * @param pool the name of the pool
	 * @param seed its bytes
	 */
	void publishSeed(String pool, byte[] seed) {
		String digest = sha256(seed);
		publish(pool, seed, digest, (before) -> before.withSeed(digest));
	}

	private void publish(String pool, byte[] content, String digest, Step step) {
		lock(pool);
		try {
			Publication before = published(pool);
			Publication next = step.after(before).after(applied(pool));
			this.contents.set(digest, content);
			try {
				applyAndPublish(pool, next);
			}
			catch (RuntimeException | Error ex) {
				removeUnless(digest, before);
				throw ex;
			}
			removeUnless(before.module(), next);
			removeUnless(before.seed(), next);
		}
		finally {
			this.publications.unlock(pool);
		}
	}

	private long applied(String pool) {
		return this.pools.find(pool).map((local) -> state(local).applied().number()).orElse(0L);
	}

	/**
	 * Let one member at a time publish. The lock of one that dies is let go of.
	 */
	private void lock(String pool) {
		try {
			if (this.publications.tryLock(pool, this.timeout.toMillis(), TimeUnit.MILLISECONDS)) {
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

	private void applyAndPublish(String pool, Publication next) {
		WasmPool local = this.pools.find(pool).orElse(null);
		if (local == null) {
			this.publications.set(pool, next);
			return;
		}
		AppliedState state = state(local);
		// So that this member does not go back to what is still published
		synchronized (state) {
			apply(state, next);
			this.publications.set(pool, next);
		}
	}

	/**
	 * Free a content, unless it is in use. Those of different pools may be equal.
	 */
	private void removeUnless(@Nullable String digest, Publication present) {
		if (digest != null && !isNamed(digest, present)
				&& this.publications.values().stream().noneMatch((each) -> isNamed(digest, each))) {
			this.contents.delete(digest);
		}
	}

	private static boolean isNamed(String digest, Publication publication) {
		return digest.equals(publication.module()) || digest.equals(publication.seed());
	}

	/**
	 * Apply what is published to all pools of this member that have not applied it.
	 */
	void reconcile() {
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
			Publication published = published(pool);
			if (published.number() == 0 || published.equals(state.applied())) {
				return null;
			}
			long now = System.nanoTime();
			String failure = state.failure(published, now - PAUSE);
			if (failure != null) {
				return failure;
			}
			try {
				apply(state, published);
				return null;
			}
			catch (RuntimeException ex) {
				logger.warn("Pool '{}' could not apply what was published to the cluster, and is tried again", pool,
						ex);
				return Wording.text(String.valueOf(ex.getMessage()));
			}
		}
	}

	private Publication published(String pool) {
		Publication published = this.publications.get(pool);
		return (published != null) ? published : Publication.NONE;
	}

	private void apply(AppliedState state, Publication next) {
		WasmPool pool = state.pool();
		state.begin();
		try {
			applyModule(pool, state.applied(), next);
			if (next.seed() != null) {
				byte[] seed = content(next.seed());
				pool.<Exception>reseed((instance) -> this.seedReader.seed(pool.name(), instance, seed));
			}
		}
		catch (Exception ex) {
			state.fail(next, Wording.text(String.valueOf(ex.getMessage())), System.nanoTime());
			if (ex instanceof RuntimeException unchecked) {
				throw unchecked;
			}
			throw new WasmException("The seed of pool '" + pool.name() + "' could not be read: " + ex.getMessage(), ex);
		}
		catch (Error ex) {
			state.fail(next, Wording.text(ex.toString()), System.nanoTime());
			throw ex;
		}
		state.succeed(next);
	}

	private void applyModule(WasmPool pool, Publication before, Publication next) {
		if (next.module() == null) {
			return;
		}
		boolean others = !pool.module().sha256().equals(next.module());
		boolean seedEnds = before.number() > 0 && next.seed() == null;
		if (others || seedEnds) {
			pool.replace(content(next.module()));
		}
	}

	private byte[] content(String digest) {
		byte[] content = this.contents.get(digest);
		if (content == null || !sha256(content).equals(digest)) {
			throw new WasmException("The bytes with digest " + digest + " are not there: something else was published"
					+ " meanwhile, or the members that had them left");
		}
		return content;
	}

	private static String sha256(byte[] content) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@FunctionalInterface
	private interface Step {

		Publication after(Publication before);

	}

}
