package io.github.wasmpool.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * The file of a module, and whether it has changed and been quiet since. It is looked at
 * from time to time, and not waited for: a mount that is shared or mapped into a
 * container sends no events, and a link that is turned to another file changes no file.
 *
 * <p>
 * Not thread-safe.
 */
final class WatchedModule {

	private final String pool;

	private final Path file;

	private final long quietPeriod;

	private @Nullable Stamp seen;

	private long seenSince;

	/** Whether what was seen last is still to be read. */
	private boolean changed;

	/**
	 * Describe what to watch.
	 * @param pool the name of the pool
	 * @param file the file, which may come and go
	 * @param quietPeriod how long it must not change before it is read
	 */
	WatchedModule(String pool, Path file, Duration quietPeriod) {
		this.pool = pool;
		this.file = file;
		this.quietPeriod = quietPeriod.toNanos();
	}

	String pool() {
		return this.pool;
	}

	Path file() {
		return this.file;
	}

	long quietMillis() {
		return TimeUnit.NANOSECONDS.toMillis(this.quietPeriod);
	}

	/**
	 * Begin anew. What is there is to be read once, as it may have changed since anybody
	 * read it.
	 */
	void begin() {
		this.seen = null;
	}

	/**
	 * Look at the file.
	 * @param now the time, in nanoseconds
	 * @return whether it has changed, and has been there and quiet for long enough to be
	 * read; that is said once
	 */
	boolean isToBeRead(long now) {
		Stamp stamp = Stamp.of(this.file);
		if (stamp == null || !stamp.equals(this.seen)) {
			this.seen = stamp;
			this.seenSince = now;
			this.changed = true;
			return false;
		}
		boolean quiet = this.changed && now - this.seenSince >= this.quietPeriod;
		this.changed &= !quiet;
		return quiet;
	}

	/**
	 * Have the file read again when it has been quiet for as long once more.
	 * @param now the time, in nanoseconds
	 */
	void readAgain(long now) {
		this.changed = true;
		this.seenSince = now;
	}

	/**
	 * Whether the file is as it was when it was looked at.
	 */
	boolean isAsSeen() {
		Stamp seen = this.seen;
		return seen != null && seen.equals(Stamp.of(this.file));
	}

	/**
	 * What tells a file from what was there before.
	 *
	 * @param modified when it was written
	 * @param size its bytes
	 * @param key which file it is, for a path that can mean another one
	 */
	private record Stamp(FileTime modified, long size, @Nullable Object key) {

		static @Nullable Stamp of(Path file) {
			try {
				BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
				return attributes.isRegularFile()
						? new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey()) : null;
			}
			catch (IOException ex) {
				return null;
			}
		}

	}

}
