package io.github.wasmpool.benchmarks;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * What lies on the class path.
 */
final class Resource {

	private Resource() {
	}

	/**
	 * Read a resource.
	 * @param name its absolute name
	 * @return its bytes
	 */
	static byte[] read(String name) {
		try (InputStream stream = Resource.class.getResourceAsStream(name)) {
			if (stream == null) {
				throw new FileNotFoundException(name);
			}
			return stream.readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
