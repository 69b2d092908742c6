package io.github.wasmpool.wasmtime.wasi;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What an instance has open, by number.
 */
final class Descriptors {

	/** The most numbers, so that a guest cannot use up the files of the process. */
	static final int MOST = 128;

	/** The most names of listed directories that are kept at once. */
	static final int MOST_NAMES = 65_536;

	private final List<@Nullable Descriptor> open = new ArrayList<>(8);

	/**
	 * Open what a guest begins with.
	 * @param stdin what it can read
	 * @param stdout where its output goes
	 * @param stderr where its complaints go
	 * @param sandboxes the directories it is given
	 */
	Descriptors(byte[] stdin, GuestOutput stdout, GuestOutput stderr, List<Sandbox> sandboxes) {
		this.open.add(new StandardInput(stdin));
		this.open.add(new StandardOutput(stdout));
		this.open.add(new StandardOutput(stderr));
		sandboxes.forEach((sandbox) -> this.open.add(OpenDirectory.preopened(sandbox)));
	}

	/**
	 * Put another standard input in the place of the one there was.
	 * @param stdin what the guest can read
	 */
	void setInput(byte[] stdin) {
		this.open.set(0, new StandardInput(stdin));
	}

	/**
	 * Write elsewhere, as far as the guest has not closed its streams.
	 * @param stdout where its output goes
	 * @param stderr where its complaints go
	 */
	void setOutput(GuestOutput stdout, GuestOutput stderr) {
		setOutput(1, stdout);
		setOutput(2, stderr);
	}

	private void setOutput(int fd, GuestOutput output) {
		if (this.open.get(fd) instanceof StandardOutput) {
			this.open.set(fd, new StandardOutput(output));
		}
	}

	boolean isOpen(int fd) {
		return find(fd) != null;
	}

	private @Nullable Descriptor find(int fd) {
		return (fd >= 0 && fd < this.open.size()) ? this.open.get(fd) : null;
	}

	Descriptor get(int fd) throws ErrnoException {
		Descriptor descriptor = find(fd);
		if (descriptor == null) {
			throw Errno.BADF.toException();
		}
		return descriptor;
	}

	/**
	 * Make sure that one more can be added.
	 * @throws ErrnoException if too many are open
	 */
	void requireRoom() throws ErrnoException {
		Errno.MFILE.unless(this.open.size() < MOST || this.open.contains(null));
	}

	int add(Descriptor descriptor) {
		int free = this.open.indexOf(null);
		if (free < 0) {
			this.open.add(descriptor);
			return this.open.size() - 1;
		}
		this.open.set(free, descriptor);
		return free;
	}

	/**
	 * Make sure that names can be kept.
	 * @param directory the directory they belong to, whose present names are forgotten
	 * @param names how many
	 * @throws ErrnoException if there are too many
	 */
	void requireRoomForNames(OpenDirectory directory, int names) throws ErrnoException {
		int kept = names;
		for (Descriptor descriptor : this.open) {
			if (descriptor instanceof OpenDirectory other && other != directory) {
				kept += other.listing().size();
			}
		}
		Errno.NOMEM.unless(kept <= MOST_NAMES);
	}

	void close(int fd) throws ErrnoException, IOException {
		Descriptor descriptor = get(fd);
		this.open.set(fd, null);
		descriptor.close();
	}

	/**
	 * Give a descriptor the number of another, which is closed.
	 * @param from its number
	 * @param to the number of the other
	 * @throws ErrnoException if one is not open
	 * @throws IOException if the other cannot be closed
	 */
	void renumber(int from, int to) throws ErrnoException, IOException {
		Descriptor descriptor = get(from);
		Descriptor other = get(to);
		if (from != to) {
			this.open.set(to, descriptor);
			this.open.set(from, null);
			other.close();
		}
	}

	/**
	 * Whether the same things are open, under the same numbers.
	 * @param begun what a guest begins with
	 */
	boolean isLike(Descriptors begun) {
		for (int i = 0; i < Math.max(this.open.size(), begun.open.size()); i++) {
			Descriptor descriptor = find(i);
			Descriptor other = begun.find(i);
			if ((descriptor == null || other == null) ? descriptor != other : !descriptor.isLike(other)) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Close all, whatever happens.
	 * @throws IOException what happened first
	 */
	void closeAll() throws IOException {
		IOException failure = null;
		for (Descriptor descriptor : this.open) {
			try {
				if (descriptor != null) {
					descriptor.close();
				}
			}
			catch (IOException ex) {
				if (failure == null) {
					failure = ex;
				}
				else {
					failure.addSuppressed(ex);
				}
			}
		}
		this.open.clear();
		if (failure != null) {
			throw failure;
		}
	}

}
