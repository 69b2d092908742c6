package io.github.wasmpool.sample;

/**
 * A request holds a value that makes no sense. The message is for its sender.
 */
final class InvalidInputException extends RuntimeException {

	InvalidInputException(String message) {
		super(message);
	}

}
