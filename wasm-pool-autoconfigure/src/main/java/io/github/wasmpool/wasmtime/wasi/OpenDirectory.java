package io.github.wasmpool.wasmtime.wasi;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A directory that is open: one that was given to the guest, or one below.
 */
final class OpenDirectory extends Descriptor {

	private final Sandbox sandbox;

	private final List<String> components;

	private final byte @Nullable [] preopenName;

	private List<String> listing = List.of();

	private @Nullable Allowance names;

	private OpenDirectory(Sandbox sandbox, List<String> components, byte @Nullable [] preopenName, long rights,
			long inheriting) {
		super(FileType.DIRECTORY, rights, inheriting, 0);
		this.sandbox = sandbox;
		this.components = components;
		this.preopenName = preopenName;
	}

	static OpenDirectory preopened(Sandbox sandbox) {
		boolean writable = sandbox.isWritable();
		long rights = writable ? Rights.WRITE_DIRECTORY : Rights.READ_DIRECTORY;
		return new OpenDirectory(sandbox, List.of(), sandbox.guestPath().getBytes(StandardCharsets.UTF_8), rights,
				rights | (writable ? Rights.WRITE_FILE : Rights.READ_FILE));
	}

	/**
	 * Open a directory below.
	 * @param location where it is
	 * @param rights what it was asked for
	 * @param inheriting what it was asked to pass on
	 * @return the directory, with no more rights than this one passes on
	 */
	OpenDirectory below(Location location, long rights, long inheriting) {
		return new OpenDirectory(this.sandbox, location.components(), null,
				rights & inheriting() & Rights.WRITE_DIRECTORY, inheriting & inheriting());
	}

	Sandbox sandbox() {
		return this.sandbox;
	}

	/**
	 * Return where the directory is in its sandbox.
	 * @return the names from its root
	 */
	List<String> components() {
		return this.components;
	}

	/**
	 * Return what the guest knows the directory by.
	 * @return the name in UTF-8
	 * @throws ErrnoException if the guest opened it itself
	 */
	byte[] preopenName() throws ErrnoException {
		if (this.preopenName == null) {
			throw Errno.BADF.toException();
		}
		return this.preopenName;
	}

	/**
	 * Return the names in it, when it was last read from the beginning.
	 * @return the names
	 */
	List<String> listing() {
		return this.listing;
	}

	/**
	 * Keep the names in it, and forget those of before.
	 * @param listing the names
	 * @param names how many may still be kept
	 * @throws ErrnoException if there are too many
	 */
	void setListing(List<String> listing, Allowance names) throws ErrnoException {
		close();
		Errno.NOMEM.unless(names.take(listing.size()));
		this.names = names;
		this.listing = listing;
	}

	@Override
	void close() {
		if (this.names != null) {
			this.names.giveBack(this.listing.size());
		}
		this.names = null;
		this.listing = List.of();
	}

	/**
	 * Walk a path that begins here. To be called while renames are excluded.
	 * @param path the path
	 * @param follow whether to follow a link at its end
	 * @return where it leads
	 * @throws ErrnoException if it leads out, or nowhere, or too far
	 * @throws IOException if the host cannot tell
	 */
	Location locate(String path, boolean follow) throws ErrnoException, IOException {
		return this.sandbox.locate(this.components, path, follow);
	}

	/**
	 * Do something with a path while nothing is renamed that could lead it elsewhere.
	 * @param <T> what comes of it
	 * @param call whose time ends the wait
	 * @param work what is done, shortly
	 * @return what came of it
	 * @throws ErrnoException what the work throws, or that the wait was ended
	 * @throws IOException what the work throws
	 */
	<T> T withoutRenames(WasiCall call, DirectoryTree.Work<T> work) throws ErrnoException, IOException {
		return this.sandbox.tree().withoutRenames(call::mayGoOn, work);
	}

	@Override
	boolean isLike(Descriptor begun) {
		return super.isLike(begun) && begun instanceof OpenDirectory other && this.preopenName != null
				&& this.sandbox == other.sandbox;
	}

	@Override
	int read(byte[] into, int length) throws ErrnoException {
		throw Errno.ISDIR.toException();
	}

	@Override
	void write(byte[] data, int length) throws ErrnoException {
		throw Errno.ISDIR.toException();
	}

	@Override
	OpenFile file() throws ErrnoException {
		throw Errno.ISDIR.toException();
	}

	@Override
	OpenDirectory directory() {
		return this;
	}

}
