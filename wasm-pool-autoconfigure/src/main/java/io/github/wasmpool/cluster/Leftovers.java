package io.github.wasmpool.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

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

	private final Predicate<String> applied;

	/**
	 * Create what frees contents.
	 * @param maps what is published
	 * @param applied whether this member runs a content, by its digest: others may ask
	 * for it yet
	 */
	Leftovers(PublishedMaps maps, Predicate<String> applied) {
		this.maps = maps;
		this.applied = applied;
	}

	/**
	 * Free what has been named by nothing for a minute, whenever this looked.
	 * @param now the time, in nanoseconds
	 */
	void free(long now) {
		Set<String> kept = this.maps.contents().localKeySet();
		this.unnamed.keySet().retainAll(kept);
		for (String digest : kept) {
			if (this.applied.test(digest) || this.maps.isPublished(digest)) {
				this.unnamed.remove(digest);
			}
			else if (now - this.unnamed.computeIfAbsent(digest, (unknown) -> now) > PATIENCE) {
				this.maps.removeUnlessPublished(digest);
			}
		}
	}

}
