package io.github.wasmpool.sample;

/**
 * A text is larger than the service takes. The message is for its sender.
 */
final class TextTooLargeException extends RuntimeException {

	TextTooLargeException(String message) {
		super(message);
	}

}
