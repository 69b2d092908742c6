package io.github.wasmpool.wasmtime.wasi;

import java.io.IOException;

/**
 * Something open. What a kind of descriptor cannot do, it answers as POSIX does.
 */
abstract class Descriptor {

	private final FileType type;

	private long inheriting;

	private long rights;

	private int flags;

	Descriptor(FileType type, long rights, long inheriting, int flags) {
		this.type = type;
		this.rights = rights;
		this.inheriting = inheriting;
		this.flags = flags;
	}

	FileType type() {
		return this.type;
	}

	long rights() {
		return this.rights;
	}

	/**
	 * Return the rights that what is opened below can have.
	 * @return the rights
	 */
	long inheriting() {
		return this.inheriting;
	}

	int flags() {
		return this.flags;
	}

	void setFlags(int flags) {
		this.flags = flags;
	}

	boolean has(long rights) {
		return (this.rights & rights) == rights;
	}

	void require(long rights) throws ErrnoException {
		Errno.NOTCAPABLE.unless(has(rights));
	}

	/**
	 * Give up rights.
	 * @param rights those to keep
	 * @param inheriting those to keep for what is opened below
	 * @throws ErrnoException if there are more than before
	 */
	void reduce(long rights, long inheriting) throws ErrnoException {
		require(rights);
		Errno.NOTCAPABLE.unless((inheriting & ~this.inheriting) == 0);
		this.rights = rights;
		this.inheriting = inheriting;
	}

	/**
	 * Read from where the descriptor is.
	 * @param into where to put the bytes
	 * @param length the most bytes
	 * @return how many; 0 or less at the end
	 * @throws ErrnoException if this cannot be read
	 * @throws IOException if the host cannot read
	 */
	int read(byte[] into, int length) throws ErrnoException, IOException {
		throw Errno.BADF.toException();
	}

	/**
	 * Write to where the descriptor is.
	 * @param data the bytes
	 * @param length how many of them
	 * @throws ErrnoException if this cannot be written
	 * @throws IOException if the host cannot write
	 */
	void write(byte[] data, int length) throws ErrnoException, IOException {
		throw Errno.BADF.toException();
	}

	/**
	 * Take this for a file.
	 * @return this
	 * @throws ErrnoException if this is none
	 */
	OpenFile file() throws ErrnoException {
		throw Errno.SPIPE.toException();
	}

	/**
	 * Take this for a directory.
	 * @return this
	 * @throws ErrnoException if this is none
	 */
	OpenDirectory directory() throws ErrnoException {
		throw Errno.NOTDIR.toException();
	}

	/**
	 * Whether this is the same thing with the same rights and flags.
	 * @param begun what a guest begins with
	 */
	boolean isLike(Descriptor begun) {
		return getClass() == begun.getClass() && this.rights == begun.rights && this.inheriting == begun.inheriting
				&& this.flags == begun.flags;
	}

	void close() throws IOException {
		// Most have nothing to close
	}

}
