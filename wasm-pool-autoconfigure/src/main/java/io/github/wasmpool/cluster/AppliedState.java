package io.github.wasmpool.cluster;

import io.github.wasmpool.WasmPool;
import org.jspecify.annotations.Nullable;

/**
 * What was applied to a pool of this member. Its monitor is held while something is; what
 * it knows can be asked meanwhile.
 */
final class AppliedState {

	private final WasmPool pool;

	private final Object lock = new Object();

	private Publication applied = Publication.NONE;

	/** The last generation whose published state is known. */
	private long generation;

	private boolean applying;

	private @Nullable Publication failed;

	private long failedAt;

	private String failure = "";

	AppliedState(WasmPool pool) {
		this.pool = pool;
		this.generation = pool.counters().generation();
	}

	WasmPool pool() {
		return this.pool;
	}

	Publication applied() {
		synchronized (this.lock) {
			return this.applied;
		}
	}

	/**
	 * Note that the next generations are those of a publication.
	 */
	void begin() {
		synchronized (this.lock) {
			this.applying = true;
		}
	}

	/**
	 * Note that the publication is applied.
	 */
	void succeed(Publication publication) {
		synchronized (this.lock) {
			this.applying = false;
			this.applied = publication;
			this.generation = this.pool.counters().generation();
			this.failed = null;
		}
	}

	/**
	 * Note that it is not.
	 */
	void fail(Publication publication, String reason, long now) {
		synchronized (this.lock) {
			this.applying = false;
			this.failed = publication;
			this.failedAt = now;
			this.failure = reason;
		}
	}

	/**
	 * Tell why something could not be applied lately.
	 * @param publication the publication
	 * @param after since when, in nanoseconds
	 * @return the reason, or {@code null} if it was not tried since
	 */
	@Nullable String failure(Publication publication, long after) {
		synchronized (this.lock) {
			return (publication.equals(this.failed) && this.failedAt - after > 0) ? this.failure : null;
		}
	}

	/**
	 * Tell what the pool runs.
	 */
	LocalVersion version() {
		while (true) {
			long now = this.pool.counters().generation();
			String digest = this.pool.module().sha256();
			if (this.pool.counters().generation() == now) {
				synchronized (this.lock) {
					if (now >= this.generation) {
						boolean settled = now == this.generation || !this.applying;
						if (settled) {
							// What a member does by itself is no publication
							this.generation = now;
						}
						return new LocalVersion(now, new PoolState(digest, this.applied.number(), this.applied.seed()),
								settled);
					}
				}
			}
		}
	}

}
