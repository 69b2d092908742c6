package io.github.wasmpool.autoconfigure.cluster;

/**
 * The cluster of pools is switched on, and this application is no member of one.
 */
final class ClusterMemberMissingException extends RuntimeException {

	private final String remedy;

	/**
	 * Create an exception.
	 * @param reason why it is none
	 * @param remedy what to do
	 */
	ClusterMemberMissingException(String reason, String remedy) {
		super("'wasm.cluster.enabled' is true, but " + reason);
		this.remedy = remedy;
	}

	String getRemedy() {
		return this.remedy;
	}

}
