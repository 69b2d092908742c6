package io.github.wasmpool.wasmtime.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * A file that is open.
 */
final class OpenFile extends Descriptor {

	static final int APPEND = 1;

	private final FileChannel channel;

	private final Sandbox sandbox;

	private final Location location;

	private final Allowance files;

	/**
	 * Create a descriptor.
	 * @param channel the open file
	 * @param sandbox where it was found
	 * @param location where it is, with what it is
	 * @param rights what may be done with it
	 * @param flags how it was opened
	 * @param files gets one back when this is closed
	 */
	OpenFile(FileChannel channel, Sandbox sandbox, Location location, long rights, int flags, Allowance files) {
		super(FileType.REGULAR_FILE, rights, 0, flags);
		this.channel = channel;
		this.sandbox = sandbox;
		this.location = location;
		this.files = files;
	}

	FileChannel channel() {
		return this.channel;
	}

	/**
	 * Return the tree of directories in which it was found.
	 */
	DirectoryTree tree() {
		return this.sandbox.tree();
	}

	/**
	 * Look for the file by its path again. To be called while renames are excluded.
	 * @return where it is, or empty if something else is there now
	 * @throws IOException if the host cannot tell
	 */
	Optional<Location> find() throws IOException {
		try {
			Location now = this.sandbox.again(this.location);
			boolean same = Objects.equals(key(now.attributes()), key(this.location.attributes()));
			return Optional.of(now).filter((location) -> same);
		}
		catch (ErrnoException ex) {
			// The way there is another now
			return Optional.empty();
		}
	}

	private static @Nullable Object key(@Nullable BasicFileAttributes attributes) {
		return (attributes != null && attributes.isRegularFile()) ? attributes.fileKey() : null;
	}

	@Override
	int read(byte[] into, int length) throws ErrnoException, IOException {
		Errno.BADF.unless(has(Rights.FD_READ));
		return this.channel.read(ByteBuffer.wrap(into, 0, length));
	}

	@Override
	void write(byte[] data, int length) throws ErrnoException, IOException {
		Errno.BADF.unless(has(Rights.FD_WRITE));
		if ((flags() & APPEND) != 0) {
			this.channel.position(this.channel.size());
		}
		ByteBuffer buffer = ByteBuffer.wrap(data, 0, length);
		while (buffer.hasRemaining()) {
			this.channel.write(buffer);
		}
	}

	@Override
	OpenFile file() {
		return this;
	}

	@Override
	void close() throws IOException {
		this.files.giveBack(1);
		this.channel.close();
	}

}
