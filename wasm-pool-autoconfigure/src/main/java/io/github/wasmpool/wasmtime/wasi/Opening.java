package io.github.wasmpool.wasmtime.wasi;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;

/**
 * How a guest wants something opened.
 *
 * @param how bits: create, only a directory, exclusively, truncate
 * @param rights what it wants to do
 * @param inheriting what it wants to do below
 * @param flags bits: append, and some about synchronisation, which are ignored
 */
record Opening(int how, long rights, long inheriting, int flags) {

	private static final int CREATE = 1;

	private static final int DIRECTORY = 1 << 1;

	private static final int EXCLUSIVE = 1 << 2;

	private static final int TRUNCATE = 1 << 3;

	private boolean has(int bit) {
		return (this.how & bit) != 0;
	}

	private boolean writes() {
		return (this.rights & Rights.FD_WRITE) != 0;
	}

	/**
	 * Find out whether it may be done at all.
	 * @param directory the directory in which something is opened
	 * @throws ErrnoException if not
	 */
	void check(OpenDirectory directory) throws ErrnoException {
		Errno.INVAL.unless(!has(CREATE) || !has(DIRECTORY));
		directory.require(has(CREATE) ? Rights.PATH_CREATE_FILE : 0);
		directory.require(has(TRUNCATE) ? Rights.PATH_FILESTAT_SET_SIZE : 0);
		Errno.NOTCAPABLE.unless(!writes() || (directory.inheriting() & Rights.FD_WRITE) != 0);
	}

	/**
	 * Open what is there, or make it. To be called while renames are excluded.
	 * @param directory the directory in which it is
	 * @param location where it is
	 * @param files how many files may still be opened
	 * @return the descriptor
	 * @throws ErrnoException if it cannot be opened so
	 * @throws IOException if the host cannot open it
	 */
	Descriptor open(OpenDirectory directory, Location location, Allowance files) throws IOException, ErrnoException {
		BasicFileAttributes attributes = location.attributes();
		if (attributes == null) {
			Errno.NOENT.unless(has(CREATE));
			Errno.ISDIR.unless(!location.asDirectory());
			return openFile(directory, location, files);
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
		return openFile(directory, location, files);
	}

	private OpenFile openFile(OpenDirectory directory, Location location, Allowance files)
			throws IOException, ErrnoException {
		Errno.NFILE.unless(files.take(1));
		FileChannel channel = null;
		try {
			long granted = this.rights & directory.inheriting() & Rights.WRITE_FILE;
			boolean writable = (granted & Rights.CHANGE_FILE) != 0;
			try {
				channel = FileChannel.open(location.path(), options(writable));
			}
			catch (AccessDeniedException ex) {
				if (writes() || !writable) {
					throw ex;
				}
				// The right to set sizes that some ask for and never use
				granted &= ~Rights.CHANGE_FILE;
				channel = FileChannel.open(location.path(), options(false));
			}
			Location again = directory.sandbox().again(location);
			return new OpenFile(channel, directory.sandbox(), again, granted, this.flags, files);
		}
		catch (Throwable ex) {
			files.giveBack(1);
			if (channel != null) {
				channel.close();
			}
			throw ex;
		}
	}

	private Set<OpenOption> options(boolean writable) {
		Set<OpenOption> options = new HashSet<>();
		options.add(LinkOption.NOFOLLOW_LINKS);
		if ((this.rights & Rights.FD_READ) != 0 || !writes()) {
			options.add(StandardOpenOption.READ);
		}
		if (writable || has(CREATE) || has(TRUNCATE)) {
			options.add(StandardOpenOption.WRITE);
		}
		if (has(CREATE)) {
			options.add(has(EXCLUSIVE) ? StandardOpenOption.CREATE_NEW : StandardOpenOption.CREATE);
		}
		return options;
	}

	/**
	 * Truncate what was opened, if that is wanted. It takes as long as the file is large,
	 * so it is done when renames are no longer excluded.
	 * @param opened what {@link #open} returned, which is closed if this fails
	 * @throws IOException if the host cannot truncate it
	 */
	void truncate(Descriptor opened) throws IOException {
		if (has(TRUNCATE) && opened instanceof OpenFile file) {
			try {
				file.channel().truncate(0);
			}
			catch (Throwable ex) {
				file.close();
				throw ex;
			}
		}
	}

}
