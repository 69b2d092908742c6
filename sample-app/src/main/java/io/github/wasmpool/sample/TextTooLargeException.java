package io.github.wasmpool.sample;

/**
 * A text is larger than the service or its guest can take. The message is for its sender.
 */
final class TextTooLargeException extends RuntimeException {

	TextTooLargeException(String message) {
		super(message);
	}

}
