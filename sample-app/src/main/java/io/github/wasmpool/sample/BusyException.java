package io.github.wasmpool.sample;

/**
 * The service has as much to do as it takes on at once. The message is for who asked.
 */
public final class BusyException extends RuntimeException {

	public BusyException(String message) {
		super(message);
	}

}
