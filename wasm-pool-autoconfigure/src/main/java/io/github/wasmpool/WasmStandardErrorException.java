package io.github.wasmpool;

import java.util.Optional;

/**
 * What a command had written to standard error when it failed.
 * {@link WasmPool#run(byte[], String...)} adds it to what it throws, as a
 * {@linkplain Throwable#getSuppressed() suppressed} exception: there it shows in stack
 * traces, and keeps the message free of what the guest says.
 */
public class WasmStandardErrorException extends WasmException {

	private final String text;

	/**
	 * Create an exception.
	 * @param message the text in a form that can be logged
	 * @param text the text
	 */
	public WasmStandardErrorException(String message, String text) {
		super(message);
		this.text = text;
	}

	/**
	 * Return what the command wrote, of much the last 8 KiB.
	 * @return the text as the guest wrote it: not to be trusted, and not to be logged as
	 * it is; what is no valid UTF-8 is U+FFFD
	 */
	public String getText() {
		return this.text;
	}

	/**
	 * Find what a command wrote that failed.
	 * @param failure what {@link WasmPool#run(byte[], String...)} threw
	 * @return the {@linkplain #getText() text}, or empty if it wrote nothing
	 */
	public static Optional<String> textOf(Throwable failure) {
		for (Throwable suppressed : failure.getSuppressed()) {
			if (suppressed instanceof WasmStandardErrorException written) {
				return Optional.of(written.getText());
			}
		}
		return Optional.empty();
	}

}
