package io.github.wasmpool.wasmtime.wasi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Times that a guest gives to a file.
 *
 * @param accessed when it was read, or {@code null} to leave that
 * @param modified when it was written, or {@code null} to leave that
 */
record FileTimes(@Nullable FileTime accessed, @Nullable FileTime modified) {

	/**
	 * Understand what a guest says.
	 * @param accessed nanoseconds since 1970
	 * @param modified nanoseconds since 1970
	 * @param flags bits: set accessed, accessed now, set modified, modified now
	 * @return the times
	 * @throws ErrnoException if a time is to be both
	 */
	static FileTimes of(long accessed, long modified, int flags) throws ErrnoException {
		return new FileTimes(time(accessed, flags & 3), time(modified, flags >> 2));
	}

	private static @Nullable FileTime time(long nanos, int flags) throws ErrnoException {
		return switch (flags) {
			case 0 -> null;
			case 1 -> FileTime.from(nanos, TimeUnit.NANOSECONDS);
			case 2 -> FileTime.from(Instant.now());
			default -> throw Errno.INVAL.toException();
		};
	}

	void set(Path path) throws IOException, ErrnoException {
		BasicFileAttributeView view = Files.getFileAttributeView(path, BasicFileAttributeView.class,
				LinkOption.NOFOLLOW_LINKS);
		Errno.NOTSUP.unless(!view.readAttributes().isSymbolicLink());
		view.setTimes(this.modified, this.accessed, null);
	}

}
