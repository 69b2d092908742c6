package io.github.wasmpool.wasmtime.wasi;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a directory is in a file system, whatever it is mounted as: what is mounted in
 * two places is one place.
 *
 * @param device tells file systems apart
 * @param path the path in the file system, without links
 */
record Place(String device, Path path) {

	private static final Path MOUNTS = Path.of("/proc/self/mountinfo");

	/**
	 * Whether a directory is the other, or inside it, or around it.
	 * @param other where the other is
	 * @return {@code true} if what is in one can be in the other
	 */
	boolean overlaps(Place other) {
		return this.device.equals(other.device)
				&& (this.path.startsWith(other.path) || other.path.startsWith(this.path));
	}

	/**
	 * Return where a directory is, and what is mounted below it now.
	 * @param directory its real path
	 * @return the places, of which there is one where nothing is known of mounts
	 * @throws IOException if the host cannot tell
	 */
	static Set<Place> of(Path directory) throws IOException {
		return of(directory, mounts());
	}

	private static List<String> mounts() throws IOException {
		// One kind of answer for the life of the process: either all places are told by
		// the mounts, or none
		return Files.exists(MOUNTS) ? Files.readAllLines(MOUNTS, StandardCharsets.ISO_8859_1) : List.of();
	}

	/**
	 * Return where a directory is.
	 * @param directory its real path
	 * @param mounts lines as Linux has them in {@code /proc/self/mountinfo}, where a
	 * later one hides those before
	 * @return the places
	 */
	static Set<Place> of(Path directory, List<String> mounts) {
		List<Mount> all = mounts.stream().flatMap(Mount::parse).toList();
		Place own = new Place("", directory);
		int deepest = -1;
		for (Mount mount : all) {
			if (directory.startsWith(mount.point()) && mount.point().getNameCount() >= deepest) {
				deepest = mount.point().getNameCount();
				own = mount.place(directory);
			}
		}
		Stream<Place> below = all.stream()
			.filter((mount) -> mount.point().startsWith(directory) && !mount.point().equals(directory))
			.map((mount) -> mount.place(mount.point()));
		return Stream.concat(Stream.of(own), below).collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * A directory of a file system that can be reached by a path.
	 *
	 * @param device the file system
	 * @param root the directory in it
	 * @param point the path
	 */
	private record Mount(String device, Path root, Path point) {

		static Stream<Mount> parse(String line) {
			String[] fields = line.split(" ", 6);
			try {
				return Stream.of(new Mount(fields[2], path(fields[3]), path(fields[4])));
			}
			catch (InvalidPathException ex) {
				// Which no path of this process reaches
				return Stream.empty();
			}
		}

		/** Spaces, tabs, line feeds and backslashes are written as octal numbers. */
		private static Path path(String field) {
			StringBuilder bytes = new StringBuilder();
			for (int i = 0; i < field.length(); i++) {
				char c = field.charAt(i);
				if (c == '\\') {
					c = (char) Integer.parseInt(field.substring(i + 1, i + 4), 8);
					i += 3;
				}
				bytes.append(c);
			}
			byte[] utf8 = bytes.toString().getBytes(StandardCharsets.ISO_8859_1);
			return Path.of(new String(utf8, StandardCharsets.UTF_8));
		}

		Place place(Path reached) {
			return new Place(this.device, this.root.resolve(this.point.relativize(reached)).normalize());
		}

	}

}
