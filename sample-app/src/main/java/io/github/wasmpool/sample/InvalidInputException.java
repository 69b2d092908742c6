package io.github.wasmpool.sample;

/**
 * A request holds a value that makes no sense. The message is for its sender.
 */
public final class InvalidInputException extends RuntimeException {

	public InvalidInputException(String message) {
		super(message);
	}

}
