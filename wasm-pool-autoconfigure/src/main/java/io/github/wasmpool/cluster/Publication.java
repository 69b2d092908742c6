package io.github.wasmpool.cluster;

import org.jspecify.annotations.Nullable;

/**
 * What all members are to run. Plain data.
 *
 * @param number how much was published for the pool until this
 * @param module the digest of the module, or {@code null} for that of each member
 * @param seed the digest of the seed, or {@code null} for none
 */
record Publication(long number, @Nullable String module, @Nullable String seed) {

	/** Nothing is published. */
	static final Publication NONE = new Publication(0, null, null);

	Publication withModule(String module) {
		return new Publication(this.number + 1, module, null);
	}

	Publication withSeed(String seed) {
		return new Publication(this.number + 1, this.module, seed);
	}

	/**
	 * Count on from what a member has applied, if what was published is lost.
	 * @param applied the number of that
	 */
	Publication after(long applied) {
		return (applied < this.number) ? this : new Publication(applied + 1, this.module, this.seed);
	}

	/**
	 * Whether nothing but a seed is published.
	 */
	boolean isWithoutModule() {
		return this.module == null && this.seed != null;
	}

	/**
	 * Put the seed on the module that a member has applied.
	 * @param applied what the member has applied
	 */
	Publication with(Publication applied) {
		return new Publication(Math.max(this.number, applied.number) + 1, applied.module, this.seed);
	}

	boolean names(String digest) {
		return digest.equals(this.module) || digest.equals(this.seed);
	}

}
