package io.github.wasmpool.wasmtime.wasi;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Lock;

/**
 * What can be done with a path. Each call walks it anew.
 */
final class PathCalls {

	private static final int FOLLOW = 1;

	private static final int CREATE = 1;

	private static final int DIRECTORY = 1 << 1;

	private static final int EXCLUSIVE = 1 << 2;

	private static final int TRUNCATE = 1 << 3;

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
		Lock lock = Sandbox.withoutRenames();
		try {
			Location location = directory.sandbox().locate(directory.components(), path, false);
			Errno.EXIST.unless(location.attributes() == null);
			Files.createDirectory(location.path());
		}
		finally {
			lock.unlock();
		}
	}

	static void fileStat(WasiContext context, WasiCall call) throws IOException, ErrnoException {
		OpenDirectory directory = directory(context, call, 0, Rights.PATH_FILESTAT_GET);
		BasicFileAttributes attributes = attributes(directory, call.path(2), follow(call));
		FileStat.write(call.memory(), call.room(4, FileStat.SIZE), attributes);
	}

	static BasicFileAttributes attributes(OpenDirectory directory, String path, boolean follow)
			throws IOException, ErrnoException {
		Lock lock = Sandbox.withoutRenames();
		try {
			return directory.sandbox().locate(directory.components(), path, follow).existing();
		}
		finally {
			lock.unlock();
		}
	}

	static void setTimes(WasiContext context, WasiCall call) throws IOException, ErrnoException {
		OpenDirectory directory = directory(context, call, 0, Rights.PATH_FILESTAT_SET_TIMES);
		FileTimes times = FileTimes.of(call.int64(4), call.int64(5), call.int32(6));
		String path = call.path(2);
		Lock lock = Sandbox.withoutRenames();
		try {
			Location location = directory.sandbox().locate(directory.components(), path, follow(call));
			location.existing();
			times.set(location.path());
		}
		finally {
			lock.unlock();
		}
	}

	static void open(WasiContext context, WasiCall call) throws IOException, ErrnoException {
		OpenDirectory directory = directory(context, call, 0, Rights.PATH_OPEN);
		String path = call.path(2);
		long result = call.room(8, 4);
		Opening opening = new Opening(call.int32(4), call.int64(5), call.int64(6), call.int32(7));
		opening.check(directory);
		context.descriptors().requireRoom();
		Lock lock = Sandbox.withoutRenames();
		try {
			Location location = directory.sandbox().locate(directory.components(), path, follow(call));
			int fd = context.descriptors().add(opening.open(directory, location));
			call.memory().writeInt(result, fd);
		}
		finally {
			lock.unlock();
		}
	}

	static void readLink(WasiContext context, WasiCall call) throws IOException, ErrnoException {
		OpenDirectory directory = directory(context, call, 0, Rights.PATH_READLINK);
		String path = call.path(1);
		byte[] target;
		Lock lock = Sandbox.withoutRenames();
		try {
			Location location = directory.sandbox().locate(directory.components(), path, false);
			Errno.INVAL.unless(location.existing().isSymbolicLink());
			Path link = Files.readSymbolicLink(location.path());
			// Which would tell about the host, and leads nowhere
			Errno.NOTCAPABLE.unless(!link.isAbsolute());
			target = link.toString().getBytes(StandardCharsets.UTF_8);
		}
		finally {
			lock.unlock();
		}
		long used = call.room(5, 4);
		int length = (int) Math.min(target.length, call.pointer(4));
		call.memory().write(call.pointer(3), target, 0, length);
		call.memory().writeInt(used, length);
	}

	static void removeDirectory(WasiContext context, WasiCall call) throws IOException, ErrnoException {
		OpenDirectory directory = directory(context, call, 0, Rights.PATH_REMOVE_DIRECTORY);
		remove(directory, call.path(1), true);
	}

	static void unlink(WasiContext context, WasiCall call) throws IOException, ErrnoException {
		OpenDirectory directory = directory(context, call, 0, Rights.PATH_UNLINK_FILE);
		remove(directory, call.path(1), false);
	}

	private static void remove(OpenDirectory directory, String path, boolean directories)
			throws IOException, ErrnoException {
		Lock lock = Sandbox.withoutRenames();
		try {
			Location location = directory.sandbox().locate(directory.components(), path, false);
			boolean isDirectory = location.existing().isDirectory();
			Errno.NOTDIR.unless(!directories || isDirectory);
			Errno.ISDIR.unless(directories || !isDirectory);
			location.requireBelow(directory);
			Files.delete(location.path());
		}
		finally {
			lock.unlock();
		}
	}

	static void rename(WasiContext context, WasiCall call) throws IOException, ErrnoException {
		OpenDirectory from = directory(context, call, 0, Rights.PATH_RENAME_SOURCE);
		OpenDirectory to = directory(context, call, 3, Rights.PATH_RENAME_TARGET);
		String fromPath = call.path(1);
		String toPath = call.path(4);
		Lock lock = Sandbox.forRename();
		try {
			Location source = from.sandbox().locate(from.components(), fromPath, false);
			Location target = to.sandbox().locate(to.components(), toPath, false);
			source.requireBelow(from);
			target.requireBelow(to);
			boolean isDirectory = source.existing().isDirectory();
			Errno.NOTDIR.unless(isDirectory || !target.asDirectory());
			BasicFileAttributes present = target.attributes();
			Errno.NOTDIR.unless(present == null || !isDirectory || present.isDirectory());
			Errno.ISDIR.unless(present == null || isDirectory || !present.isDirectory());
			Files.move(source.path(), target.path(), StandardCopyOption.ATOMIC_MOVE);
		}
		finally {
			lock.unlock();
		}
	}

	/**
	 * How a guest wants something opened.
	 *
	 * @param how bits: create, only a directory, exclusively, truncate
	 * @param rights what it wants to do
	 * @param inheriting what it wants to do below
	 * @param flags bits: append, and some about synchronisation, which are ignored
	 */
	private record Opening(int how, long rights, long inheriting, int flags) {

		private boolean has(int bit) {
			return (this.how & bit) != 0;
		}

		private boolean writes() {
			return (this.rights & Rights.FD_WRITE) != 0;
		}

		void check(OpenDirectory directory) throws ErrnoException {
			Errno.INVAL.unless(!has(CREATE) || !has(DIRECTORY));
			directory.require(has(CREATE) ? Rights.PATH_CREATE_FILE : 0);
			directory.require(has(TRUNCATE) ? Rights.PATH_FILESTAT_SET_SIZE : 0);
			Errno.NOTCAPABLE.unless(!writes() || (directory.inheriting() & Rights.FD_WRITE) != 0);
		}

		Descriptor open(OpenDirectory directory, Location location) throws IOException, ErrnoException {
			BasicFileAttributes attributes = location.attributes();
			if (attributes == null) {
				Errno.NOENT.unless(has(CREATE));
				Errno.ISDIR.unless(!location.asDirectory());
				return openFile(directory, location);
			}
			Errno.EXIST.unless(!has(CREATE) || !has(EXCLUSIVE));
			Errno.LOOP.unless(!attributes.isSymbolicLink());
			if (attributes.isDirectory()) {
				Errno.ISDIR.unless(!writes() && !has(CREATE) && !has(TRUNCATE));
				return directory.below(location, this.rights, this.inheriting);
			}
			Errno.NOTDIR.unless(!has(DIRECTORY));
			// Opening a pipe could wait for ever, and a device could do anything
			Errno.ACCES.unless(attributes.isRegularFile());
			return openFile(directory, location);
		}

		private OpenFile openFile(OpenDirectory directory, Location location) throws IOException, ErrnoException {
			Set<OpenOption> options = new HashSet<>();
			options.add(LinkOption.NOFOLLOW_LINKS);
			boolean reads = (this.rights & Rights.FD_READ) != 0;
			if (reads || !writes()) {
				options.add(StandardOpenOption.READ);
			}
			if (writes() || has(CREATE) || has(TRUNCATE)) {
				options.add(StandardOpenOption.WRITE);
			}
			if (has(CREATE)) {
				options.add(has(EXCLUSIVE) ? StandardOpenOption.CREATE_NEW : StandardOpenOption.CREATE);
			}
			if (has(TRUNCATE)) {
				options.add(StandardOpenOption.TRUNCATE_EXISTING);
			}
			FileChannel channel = FileChannel.open(location.path(), options);
			boolean opened = false;
			try {
				long rights = this.rights & directory.inheriting() & Rights.WRITE_FILE;
				OpenFile file = new OpenFile(channel, directory.sandbox(), directory.sandbox().again(location), rights,
						this.flags);
				opened = true;
				return file;
			}
			finally {
				if (!opened) {
					channel.close();
				}
			}
		}

	}

}
