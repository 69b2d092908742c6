package io.github.wasmpool.binary;

/**
 * A binary uses a feature that is not to be had. Does not leave this room: what is said
 * about it names the other such features of the binary, too.
 */
final class MissingFeatureException extends RuntimeException {

	private final Feature feature;

	private final int offset;

	MissingFeatureException(Feature feature, int offset) {
		super(feature + " at byte " + offset, null, false, false);
		this.feature = feature;
		this.offset = offset;
	}

	Feature feature() {
		return this.feature;
	}

	/**
	 * Return where the feature is used.
	 * @return the byte offset in the file
	 */
	int offset() {
		return this.offset;
	}

}
