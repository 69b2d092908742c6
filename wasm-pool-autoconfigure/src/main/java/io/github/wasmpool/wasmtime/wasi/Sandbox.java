package io.github.wasmpool.wasmtime.wasi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.github.wasmpool.SettingProblems;
import io.github.wasmpool.WasiOptions;
import io.github.wasmpool.WasmSettingsException;
import org.jspecify.annotations.Nullable;

/**
 * A directory of the host that guests can reach, and nothing beside it.
 *
 * <p>
 * Paths are walked name by name, links included, and a step out of the directory is
 * refused, so that what is reached is inside by construction. That holds as long as no
 * directory on the way becomes a link between the walk and the use. Guests cannot make
 * links, but they can rename links that are there, and directories that have some inside:
 * so such renames exclude all else that guests do with paths in the same
 * {@link DirectoryTree}. What is neither can lead nobody elsewhere. A process of the host
 * that plants links at the right moment is not kept out.
 */
final class Sandbox {

	/** The most names on the way from the root to anything. */
	static final int DEEPEST = 256;

	/** The most names of one walk, those of links and steps back included. */
	static final int MOST_STEPS = 1024;

	private static final int MOST_LINKS = 40;

	private final String guestPath;

	private final Path root;

	private final boolean writable;

	private final DirectoryTree tree;

	private Sandbox(WasiOptions.Directory directory) {
		this.guestPath = directory.guest();
		this.writable = directory.writable();
		try {
			this.root = directory.host().toRealPath();
			this.tree = DirectoryTree.of(this.root);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("What is mounted could not be read, so that '" + directory.host()
					+ "' cannot be told from directories of other pools", ex);
		}
	}

	/**
	 * Create the sandboxes of a pool.
	 * @param directories what was configured
	 * @return a sandbox for each
	 * @throws WasmSettingsException naming all that are no directories
	 */
	static List<Sandbox> of(List<WasiOptions.Directory> directories) {
		SettingProblems problems = new SettingProblems();
		for (int i = 0; i < directories.size(); i++) {
			WasiOptions.Directory directory = directories.get(i);
			String key = "wasi.directories[" + i + "]";
			problems.unless(Files.isDirectory(directory.host()),
					"'" + key + "' names '" + directory.host() + "' as '" + directory.guest() + "', but "
							+ (Files.exists(directory.host()) ? "that is no directory" : "there is no such directory"),
					key);
		}
		problems.throwAny();
		return directories.stream().map(Sandbox::new).toList();
	}

	String guestPath() {
		return this.guestPath;
	}

	boolean isWritable() {
		return this.writable;
	}

	/**
	 * Return what guests that reach the same directories do not change at the same time.
	 */
	DirectoryTree tree() {
		return this.tree;
	}

	/**
	 * Walk a path.
	 * @param base the names that lead to the directory it begins at
	 * @param guestPath the path
	 * @param follow whether to follow a link at its end
	 * @return where it leads
	 * @throws ErrnoException if it leads out, or nowhere, or too far
	 * @throws IOException if the host cannot tell
	 */
	Location locate(List<String> base, String guestPath, boolean follow) throws ErrnoException, IOException {
		Errno.NOENT.unless(!guestPath.isEmpty());
		Errno.NOTCAPABLE.unless(!guestPath.startsWith("/"));
		boolean asDirectory = guestPath.endsWith("/") || guestPath.endsWith("/.") || guestPath.equals(".");
		Deque<String> ahead = new ArrayDeque<>();
		prepend(ahead, guestPath);
		List<String> components = new ArrayList<>();
		Path at = enter(components, base);
		BasicFileAttributes attributes = attributes(at);
		int links = 0;
		for (int steps = 0; !ahead.isEmpty(); steps++) {
			Errno.NAMETOOLONG.unless(steps < MOST_STEPS);
			String name = ahead.pop();
			if (attributes == null) {
				throw Errno.NOENT.toException();
			}
			Errno.NOTDIR.unless(attributes.isDirectory());
			if (name.equals("..")) {
				Errno.NOTCAPABLE.unless(components.size() > base.size());
				components.remove(components.size() - 1);
				at = path(components);
				attributes = attributes(at);
				continue;
			}
			Path next = child(at, name);
			BasicFileAttributes found = attributes(next);
			if (found != null && found.isSymbolicLink() && (follow || asDirectory || !ahead.isEmpty())) {
				Errno.LOOP.unless(++links <= MOST_LINKS);
				Path target = Files.readSymbolicLink(next);
				Errno.NOTCAPABLE.unless(!target.isAbsolute());
				prepend(ahead, target.toString());
				continue;
			}
			Errno.NAMETOOLONG.unless(components.size() < DEEPEST);
			components.add(name);
			at = next;
			attributes = found;
		}
		Errno.NOTDIR.unless(!asDirectory || attributes == null || attributes.isDirectory());
		return new Location(List.copyOf(components), at, attributes, asDirectory);
	}

	/**
	 * Walk again to where something was.
	 * @param location where it was
	 * @return the same place, as it is now
	 * @throws ErrnoException if the way there is another now
	 * @throws IOException if the host cannot tell
	 */
	Location again(Location location) throws ErrnoException, IOException {
		List<String> components = new ArrayList<>();
		Path at = enter(components, location.components().subList(0, location.components().size() - 1));
		Path path = child(at, location.components().get(location.components().size() - 1));
		return new Location(location.components(), path, attributes(path), false);
	}

	/** Go down through directories, none of which may have become a link. */
	private Path enter(List<String> components, List<String> names) throws ErrnoException, IOException {
		Path at = this.root;
		// Guests that reach what is around may rename what leads here
		Errno.NOENT.unless(!this.tree.isNearOthers() || at.equals(at.toRealPath()));
		for (String name : names) {
			at = at.resolve(name);
			BasicFileAttributes attributes = attributes(at);
			Errno.NOENT.unless(attributes != null && attributes.isDirectory());
			components.add(name);
		}
		return at;
	}

	private Path path(List<String> components) {
		Path at = this.root;
		for (String name : components) {
			at = at.resolve(name);
		}
		return at;
	}

	private static void prepend(Deque<String> ahead, String path) {
		String[] names = path.split("/", -1);
		for (int i = names.length - 1; i >= 0; i--) {
			if (!names[i].isEmpty() && !names[i].equals(".")) {
				ahead.push(names[i]);
			}
		}
	}

	private static Path child(Path directory, String name) throws ErrnoException {
		try {
			Path child = directory.resolve(name);
			// What means more than a name to the file system of the host
			boolean posix = directory.getFileSystem().getSeparator().equals("/");
			Errno.INVAL.unless(posix || name.chars().noneMatch((c) -> c == ':' || c == '\\'));
			Errno.INVAL.unless(child.getNameCount() == directory.getNameCount() + 1);
			return child;
		}
		catch (InvalidPathException ex) {
			throw Errno.ILSEQ.toException();
		}
	}

	private static @Nullable BasicFileAttributes attributes(Path path) throws IOException {
		try {
			return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
		}
		catch (NoSuchFileException ex) {
			return null;
		}
	}

	@Override
	public String toString() {
		return "'" + this.guestPath + "' (" + this.root + ", " + (this.writable ? "writable" : "read-only") + ")";
	}

}
