package io.github.wasmpool.wasmtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What this process has open, as Linux tells.
 */
final class OpenFiles {

	private OpenFiles() {
	}

	/**
	 * Return the open files of a directory.
	 * @param directory the directory
	 * @return a file for each descriptor
	 */
	static List<Path> below(Path directory) throws IOException {
		try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
			return descriptors.map(OpenFiles::target).filter((target) -> target.startsWith(directory)).toList();
		}
	}

	private static Path target(Path descriptor) {
		try {
			return Files.readSymbolicLink(descriptor);
		}
		catch (IOException ex) {
			// Closed meanwhile, like that of the listing
			return descriptor;
		}
	}

}
