package io.github.wasmpool.autoconfigure;

/**
 * The settings of a pool, or of the engine, contradict each other or are out of range.
 */
final class ImpossibleSettingsException extends RuntimeException {

	private final String subject;

	private final transient PropertyKeys keys;

	ImpossibleSettingsException(String subject, PropertyKeys keys, IllegalArgumentException failure) {
		super("The settings of " + subject + " are impossible", failure);
		this.subject = subject;
		this.keys = keys;
	}

	/**
	 * Return what has these settings.
	 * @return for example {@code pool 'orders'}
	 */
	String getSubject() {
		return this.subject;
	}

	PropertyKeys getKeys() {
		return this.keys;
	}

}
