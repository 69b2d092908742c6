package io.github.wasmpool.wasmtime;

import java.time.Duration;

/**
 * How code came to be.
 *
 * @param took how long that took
 * @param cached whether it was found in the compilation cache
 */
public record Compilation(Duration took, boolean cached) {

	@Override
	public String toString() {
		return (this.cached ? "from the compilation cache in " : "compiled in ") + this.took.toMillis() + " ms";
	}

}
