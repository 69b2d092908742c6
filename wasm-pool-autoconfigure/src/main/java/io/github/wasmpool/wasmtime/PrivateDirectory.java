package io.github.wasmpool.wasmtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/**
 * A directory that nobody can write to but the user this process runs as, and root.
 */
final class PrivateDirectory {

	private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

	private static final Set<PosixFilePermission> WRITABLE_BY_OTHERS = Set.of(PosixFilePermission.GROUP_WRITE,
			PosixFilePermission.OTHERS_WRITE);

	private static final Integer ROOT = 0;

	private PrivateDirectory() {
	}

	/**
	 * Return the user this process runs as. The name in {@code user.name} would not do: a
	 * container may know no name for its user.
	 * @return the owner of what this process makes
	 * @throws IOException if it can make nothing
	 */
	static UserPrincipal currentUser() throws IOException {
		Path probe = Files.createTempFile("wasm-pool", null);
		try {
			return Files.getOwner(probe);
		}
		finally {
			Files.deleteIfExists(probe);
		}
	}

	/**
	 * Make a directory, or make sure that there is one.
	 * @param directory the directory
	 * @param user the user this process runs as
	 * @throws IOException if others can write to it, or this process cannot
	 */
	static void secure(Path directory, UserPrincipal user) throws IOException {
		if (!Files.isDirectory(directory)) {
			boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
			FileAttribute<?>[] attributes = posix
					? new FileAttribute<?>[] { PosixFilePermissions.asFileAttribute(OWNER_ONLY) }
					: new FileAttribute<?>[0];
			Files.createDirectories(directory, attributes);
		}
		PosixFileAttributeView view = Files.getFileAttributeView(directory, PosixFileAttributeView.class);
		if (view != null) {
			requireOwn(directory, view.readAttributes(), user);
		}
		if (!Files.isWritable(directory)) {
			throw new IOException(directory + " cannot be written to");
		}
	}

	private static void requireOwn(Path directory, PosixFileAttributes attributes, UserPrincipal user)
			throws IOException {
		if (!attributes.owner().equals(user) && !ROOT.equals(Files.getAttribute(directory, "unix:uid"))) {
			throw new IOException(directory + " belongs to " + attributes.owner().getName()
					+ ", who so could run code in this process, which runs as " + user.getName()
					+ "; use a directory of its own");
		}
		if (attributes.permissions().stream().anyMatch(WRITABLE_BY_OTHERS::contains)) {
			throw new IOException("others than its owner can write to " + directory
					+ ", and so could run code of theirs in this process; take that permission away (chmod 700)");
		}
	}

}
