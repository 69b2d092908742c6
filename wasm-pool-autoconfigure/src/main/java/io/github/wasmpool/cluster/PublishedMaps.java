package io.github.wasmpool.cluster;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.config.Config;
import com.hazelcast.config.MapConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.spi.merge.LatestUpdateMergePolicy;
import io.github.wasmpool.WasmException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The maps that all members see. A publication says by digests what to run; the bytes are
 * kept beside, once.
 *
 * <p>
 * Every lock has a lease: a member that is paused, or was when the cluster split, holds
 * up others no longer than that.
 *
 * @param publications what is published, by the name of the pool
 * @param contents modules and seeds, by their digests
 * @param cluster tells whether there are other members
 */
record PublishedMaps(IMap<String, Publication> publications, IMap<String, byte[]> contents, Cluster cluster) {

	private static final Logger logger = LoggerFactory.getLogger(PublishedMaps.class);

	private static final String PUBLICATIONS = "wasm-pool.publications";

	private static final String CONTENTS = "wasm-pool.contents";

	/** Of what takes some calls of the cluster, in seconds. */
	private static final long LEASE = 10;

	/** Of who publishes, and may have a module to compile, in seconds. */
	private static final long LEASE_OF_PUBLISHER = 60;

	/** How many members can be lost at once without losing what is published. */
	private static final int BACKUPS = 2;

	/**
	 * Find the maps. After a split, what was published last counts.
	 * @param hazelcast a member
	 */
	static PublishedMaps of(HazelcastInstance hazelcast) {
		configure(hazelcast.getConfig(), PUBLICATIONS);
		configure(hazelcast.getConfig(), CONTENTS);
		return new PublishedMaps(hazelcast.getMap(PUBLICATIONS), hazelcast.getMap(CONTENTS), hazelcast.getCluster());
	}

	private static void configure(Config config, String name) {
		MapConfig map = new MapConfig(name).setBackupCount(BACKUPS).setPerEntryStatsEnabled(true);
		map.getMergePolicyConfig().setPolicy(LatestUpdateMergePolicy.class.getName());
		// The application may have configured it otherwise
		if (!config.getMapConfigs().containsKey(name)) {
			config.addMapConfig(map);
		}
	}

	/**
	 * Tell what is published.
	 * @param pool the name of the pool
	 */
	Publication published(String pool) {
		Publication published = this.publications.get(pool);
		return (published != null) ? published : Publication.NONE;
	}

	/**
	 * Tell what is published, and let it have a module: where one half of a split cluster
	 * published a module and the other, later, only a seed, all are to run both.
	 * @param pool the name of the pool
	 * @param applied what a member has applied
	 */
	Publication published(String pool, Publication applied) {
		Publication published = published(pool);
		String module = applied.module();
		if (module == null || !published.isWithoutModule() || !this.contents.containsKey(module)) {
			return published;
		}
		if (!tryLock(this.publications, pool)) {
			// Another member publishes, and all look again when it has
			return applied;
		}
		try {
			Publication present = published(pool);
			if (!present.isWithoutModule()) {
				return present;
			}
			Publication both = present.with(applied);
			this.publications.set(pool, both);
			return both;
		}
		finally {
			unlock(this.publications, pool);
		}
	}

	/**
	 * Let only this thread publish for a pool. A member that was paused while it had the
	 * lock can leave it behind in the half of a cluster that does not know it any more;
	 * who is alone there takes it.
	 * @param pool the name of the pool
	 * @param timeout how long to wait for others
	 * @return whether this thread may, and others wait
	 * @throws InterruptedException if the thread is interrupted
	 */
	boolean tryLock(String pool, Duration timeout) throws InterruptedException {
		if (this.publications.tryLock(pool, timeout.toMillis(), TimeUnit.MILLISECONDS, LEASE_OF_PUBLISHER,
				TimeUnit.SECONDS)) {
			return true;
		}
		if (this.cluster.getMembers().size() > 1) {
			return false;
		}
		this.publications.forceUnlock(pool);
		return this.publications.tryLock(pool, 0, TimeUnit.MILLISECONDS, LEASE_OF_PUBLISHER, TimeUnit.SECONDS);
	}

	private static boolean tryLock(IMap<String, ?> map, String key) {
		try {
			return map.tryLock(key, 0, TimeUnit.MILLISECONDS, LEASE, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * Let others publish for a pool.
	 * @param pool the name of the pool
	 */
	void unlock(String pool) {
		unlock(this.publications, pool);
	}

	/**
	 * Let go of a lock. Where halves of a cluster merge meanwhile, it is gone with the
	 * map of one of them; what was published counts all the same, if it is the last.
	 */
	private static void unlock(IMap<String, ?> map, String key) {
		try {
			map.unlock(key);
		}
		catch (IllegalMonitorStateException ex) {
			logger.debug("The lock of '{}' went in a merge", key, ex);
		}
	}

	/**
	 * Publish, the bytes first.
	 * @param pool the name of the pool
	 * @param publication what is published
	 * @param digest the digest of the bytes
	 * @param content the bytes
	 */
	void publish(String pool, Publication publication, String digest, byte[] content) {
		// So that nobody frees the bytes before they are named
		this.contents.lock(digest, LEASE, TimeUnit.SECONDS);
		try {
			this.contents.set(digest, content);
			this.publications.set(pool, publication);
		}
		finally {
			unlock(this.contents, digest);
		}
	}

	/**
	 * Return a module or a seed.
	 * @param digest its digest
	 * @throws WasmException if it is not there
	 */
	byte[] content(String digest) {
		byte[] content = this.contents.get(digest);
		if (content == null || !digest(content).equals(digest)) {
			throw new WasmException("The bytes with digest " + digest + " are not there: something else was published"
					+ " meanwhile, or the members that had them left");
		}
		return content;
	}

	/**
	 * Free a content, unless it is in use. Those of different pools may be equal.
	 * @param digest its digest, or {@code null} for none
	 * @param present what is published
	 */
	void removeUnless(@Nullable String digest, Publication present) {
		if (digest != null && !present.names(digest)) {
			removeUnlessPublished(digest);
		}
	}

	/**
	 * Free a content, unless it is published, or about to be.
	 * @param digest its digest
	 */
	void removeUnlessPublished(String digest) {
		if (!tryLock(this.contents, digest)) {
			return;
		}
		try {
			if (!isPublished(digest)) {
				this.contents.delete(digest);
			}
		}
		finally {
			unlock(this.contents, digest);
		}
	}

	/**
	 * Whether a content is published for any pool.
	 * @param digest its digest
	 */
	boolean isPublished(String digest) {
		return this.publications.values().stream().anyMatch((each) -> each.names(digest));
	}

	static String digest(byte[] content) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
