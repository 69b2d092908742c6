package io.github.wasmpool.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Contents that nothing names any more: after a split, those of the half whose
 * publications do not count, or those of a member that died between two steps. Each
 * member frees those that it keeps itself.
 *
 * <p>
 * For one thread.
 */
final class Leftovers {

	/** Longer than maps take to merge, one of them before the other. */
	private static final long PATIENCE = TimeUnit.MINUTES.toNanos(1);

	private final PublishedMaps maps;

	/** Since when, by their digests. */
	private final Map<String, Long> unnamed = new HashMap<>();

	/**
	 * Create what frees contents.
	 * @param maps what is published
	 */
	Leftovers(PublishedMaps maps) {
		this.maps = maps;
	}

	/**
	 * Free what has been named by nothing for a minute, whenever this looked.
	 * @param now the time, in nanoseconds
	 */
	void free(long now) {
		Set<String> kept = this.maps.contents().localKeySet();
		this.unnamed.keySet().retainAll(kept);
		for (String digest : kept) {
			if (this.maps.isPublished(digest)) {
				this.unnamed.remove(digest);
			}
			else if (now - this.unnamed.computeIfAbsent(digest, (unknown) -> now) > PATIENCE) {
				this.maps.contents().delete(digest);
			}
		}
	}

}
