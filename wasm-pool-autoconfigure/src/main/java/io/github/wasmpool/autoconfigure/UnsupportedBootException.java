package io.github.wasmpool.autoconfigure;

/**
 * The application runs on a version of Spring Boot that this library does not.
 */
final class UnsupportedBootException extends RuntimeException {

	/** The oldest version of Spring Boot. */
	static final String NEEDED = "4.1";

	private final String version;

	UnsupportedBootException(String version) {
		super("WebAssembly pools need Spring Boot " + NEEDED + " or newer, and this is " + version);
		this.version = version;
	}

	/**
	 * Refuse old versions.
	 * @param version a version of Spring Boot
	 * @throws UnsupportedBootException if it is older than what is needed
	 */
	static void check(String version) {
		String[] parts = version.split("\\.", -1);
		int major = Integer.parseInt(parts[0]);
		if (major < 4 || (major == 4 && Integer.parseInt(parts[1]) < 1)) {
			throw new UnsupportedBootException(version);
		}
	}

	String getVersion() {
		return this.version;
	}

}
