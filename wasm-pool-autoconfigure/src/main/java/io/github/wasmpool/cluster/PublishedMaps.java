package io.github.wasmpool.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.MapConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.spi.merge.LatestUpdateMergePolicy;

/**
 * The maps that all members see.
 *
 * @param publications what is published, by the name of the pool
 * @param contents modules and seeds, by their digests
 */
record PublishedMaps(IMap<String, Publication> publications, IMap<String, byte[]> contents) {

	private static final String PUBLICATIONS = "wasm-pool.publications";

	private static final String CONTENTS = "wasm-pool.contents";

	/** How many members can be lost at once without losing what is published. */
	private static final int BACKUPS = 2;

	/**
	 * Find the maps. After a split, what was published last counts.
	 * @param hazelcast a member
	 */
	static PublishedMaps of(HazelcastInstance hazelcast) {
		configure(hazelcast.getConfig(), PUBLICATIONS);
		configure(hazelcast.getConfig(), CONTENTS);
		return new PublishedMaps(hazelcast.getMap(PUBLICATIONS), hazelcast.getMap(CONTENTS));
	}

	private static void configure(Config config, String name) {
		MapConfig map = new MapConfig(name).setBackupCount(BACKUPS).setPerEntryStatsEnabled(true);
		map.getMergePolicyConfig().setPolicy(LatestUpdateMergePolicy.class.getName());
		// The application may have configured it otherwise
		if (!config.getMapConfigs().containsKey(name)) {
			config.addMapConfig(map);
		}
	}

}
