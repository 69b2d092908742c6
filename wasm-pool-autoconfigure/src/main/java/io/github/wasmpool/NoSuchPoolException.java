package io.github.wasmpool;

import java.util.Set;

/**
 * There is no pool of that name.
 */
public class NoSuchPoolException extends WasmPoolException {

	private final Set<String> available;

	public NoSuchPoolException(String pool, Set<String> available) {
		super(pool, "there is no pool '" + pool + "'; "
				+ (available.isEmpty() ? "there are none" : "there is " + String.join(", ", available)), null);
		this.available = Set.copyOf(available);
	}

	/**
	 * Return the names of the pools there are.
	 * @return the names
	 */
	public Set<String> getAvailable() {
		return this.available;
	}

}
