package io.github.wasmpool.wasmtime.wasi;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * What can be done with a path. Each call walks it anew, and does no more than that and
 * one step while it holds the tree of directories.
 */
final class PathCalls {

	private static final int FOLLOW = 1;

	private PathCalls() {
	}

	private static OpenDirectory directory(WasiContext context, WasiCall call, int index, long rights)
			throws ErrnoException {
		OpenDirectory directory = context.descriptors().get(call.int32(index)).directory();
		directory.require(rights);
		return directory;
	}

	private static boolean follow(WasiCall call) {
		return (call.int32(1) & FOLLOW) != 0;
	}

	static void createDirectory(WasiContext context, WasiCall call) throws IOException, ErrnoException {
		OpenDirectory directory = directory(context, call, 0, Rights.PATH_CREATE_DIRECTORY);
		String path = call.path(1);
		directory.withoutRenames(call, () -> {
			Location location = directory.locate(path, false);
			Errno.EXIST.unless(location.attributes() == null);
			return Files.createDirectory(location.path());
		});
	}

	static void fileStat(WasiContext context, WasiCall call) throws IOException, ErrnoException {
		OpenDirectory directory = directory(context, call, 0, Rights.PATH_FILESTAT_GET);
		String path = call.path(2);
		BasicFileAttributes attributes = directory.withoutRenames(call,
				() -> directory.locate(path, follow(call)).existing());
		FileStat.write(call.memory(), call.room(4, FileStat.SIZE), attributes);
	}

	static void setTimes(WasiContext context, WasiCall call) throws IOException, ErrnoException {
		OpenDirectory directory = directory(context, call, 0, Rights.PATH_FILESTAT_SET_TIMES);
		FileTimes times = FileTimes.of(call.int64(4), call.int64(5), call.int32(6));
		String path = call.path(2);
		directory.withoutRenames(call, () -> {
			Location location = directory.locate(path, follow(call));
			location.existing();
			times.set(location.path());
			return location;
		});
	}

	static void open(WasiContext context, WasiCall call) throws IOException, ErrnoException {
		OpenDirectory directory = directory(context, call, 0, Rights.PATH_OPEN);
		String path = call.path(2);
		long result = call.room(8, 4);
		Opening opening = new Opening(call.int32(4), call.int64(5), call.int64(6), call.int32(7));
		opening.check(directory);
		Descriptors descriptors = context.descriptors();
		descriptors.requireRoom();
		Descriptor opened = directory.withoutRenames(call, () -> {
			Location location = directory.locate(path, follow(call));
			return opening.open(directory, location, context.host().files());
		});
		opening.truncate(opened);
		call.memory().writeInt(result, descriptors.add(opened));
	}

	static void readLink(WasiContext context, WasiCall call) throws IOException, ErrnoException {
		OpenDirectory directory = directory(context, call, 0, Rights.PATH_READLINK);
		String path = call.path(1);
		Path link = directory.withoutRenames(call, () -> {
			Location location = directory.locate(path, false);
			Errno.INVAL.unless(location.existing().isSymbolicLink());
			return Files.readSymbolicLink(location.path());
		});
		// Which would tell about the host, and leads nowhere
		Errno.NOTCAPABLE.unless(!link.isAbsolute());
		byte[] target = link.toString().getBytes(StandardCharsets.UTF_8);
		long used = call.room(5, 4);
		int length = (int) Math.min(target.length, call.pointer(4));
		call.memory().write(call.pointer(3), target, 0, length);
		call.memory().writeInt(used, length);
	}

	static void removeDirectory(WasiContext context, WasiCall call) throws IOException, ErrnoException {
		remove(call, directory(context, call, 0, Rights.PATH_REMOVE_DIRECTORY), true);
	}

	static void unlink(WasiContext context, WasiCall call) throws IOException, ErrnoException {
		remove(call, directory(context, call, 0, Rights.PATH_UNLINK_FILE), false);
	}

	private static void remove(WasiCall call, OpenDirectory directory, boolean directories)
			throws IOException, ErrnoException {
		String path = call.path(1);
		try (KeptFile kept = new KeptFile()) {
			directory.withoutRenames(call, () -> {
				Location location = directory.locate(path, false);
				boolean isDirectory = location.existing().isDirectory();
				Errno.NOTDIR.unless(!directories || isDirectory);
				Errno.ISDIR.unless(directories || !isDirectory);
				location.requireBelow(directory);
				kept.keep(location);
				Files.delete(location.path());
				return location;
			});
		}
	}

	static void rename(WasiContext context, WasiCall call) throws IOException, ErrnoException {
		OpenDirectory from = directory(context, call, 0, Rights.PATH_RENAME_SOURCE);
		OpenDirectory to = directory(context, call, 3, Rights.PATH_RENAME_TARGET);
		Renaming renaming = new Renaming(from, call.path(1), to, call.path(4));
		try (KeptFile kept = new KeptFile()) {
			DirectoryTree tree = from.sandbox().tree();
			if (tree != to.sandbox().tree() || !tree.withoutRenames(call::mayGoOn, () -> renaming.ofFile(kept))) {
				tree.alone(to.sandbox().tree(), call::mayGoOn, () -> renaming.ofAnything(kept));
			}
		}
	}

	/**
	 * What is renamed to what.
	 *
	 * @param from the directory the path begins at
	 * @param fromPath the path
	 * @param to the directory the other path begins at
	 * @param toPath the other path
	 */
	private record Renaming(OpenDirectory from, String fromPath, OpenDirectory to, String toPath) {

		/**
		 * Rename what is no directory and no link, which leads nobody elsewhere. What
		 * takes its place meanwhile a guest made, and guests make no links.
		 * @param kept keeps what is replaced
		 * @return whether it was renamed
		 */
		boolean ofFile(KeptFile kept) throws IOException, ErrnoException {
			Location source = this.from.locate(this.fromPath, false);
			boolean possible = source.existing().isRegularFile();
			if (possible) {
				move(source, kept);
			}
			return possible;
		}

		boolean ofAnything(KeptFile kept) throws IOException, ErrnoException {
			move(this.from.locate(this.fromPath, false), kept);
			return true;
		}

		private void move(Location source, KeptFile kept) throws IOException, ErrnoException {
			Location target = this.to.locate(this.toPath, false);
			source.requireBelow(this.from);
			target.requireBelow(this.to);
			boolean isDirectory = source.existing().isDirectory();
			Errno.NOTDIR.unless(isDirectory || !target.asDirectory());
			BasicFileAttributes present = target.attributes();
			Errno.NOTDIR.unless(present == null || !isDirectory || present.isDirectory());
			Errno.ISDIR.unless(present == null || isDirectory || !present.isDirectory());
			kept.keep(target);
			Files.move(source.path(), target.path(), StandardCopyOption.ATOMIC_MOVE);
		}

	}

}
