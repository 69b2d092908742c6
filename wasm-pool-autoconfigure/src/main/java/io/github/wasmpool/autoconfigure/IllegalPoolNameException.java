package io.github.wasmpool.autoconfigure;

/**
 * A pool is configured under a name that is not allowed.
 */
final class IllegalPoolNameException extends RuntimeException {

	private final String name;

	IllegalPoolNameException(String name) {
		super("'" + name + "' cannot be the name of a pool");
		this.name = name;
	}

	String getName() {
		return this.name;
	}

}
