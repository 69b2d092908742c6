package io.github.wasmpool.wasmtime.wasi;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

import org.jspecify.annotations.Nullable;

/**
 * Keeps a large file open while its name is taken away, so that the host frees what it
 * held afterwards, when it is closed and no tree of directories is held any more. That
 * takes as long as the file is large.
 */
final class KeptFile implements AutoCloseable {

	private static final long LARGE = 16 << 20;

	private @Nullable FileChannel channel;

	/**
	 * Keep what is somewhere, if it is a large file and the host lets it be read.
	 * @param location where it is
	 */
	void keep(Location location) {
		BasicFileAttributes attributes = location.attributes();
		if (attributes != null && attributes.isRegularFile() && attributes.size() >= LARGE) {
			try {
				this.channel = FileChannel.open(location.path(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
			}
			catch (IOException ex) {
				// Then it is freed at once
				this.channel = null;
			}
		}
	}

	@Override
	public void close() throws IOException {
		if (this.channel != null) {
			this.channel.close();
		}
	}

}
