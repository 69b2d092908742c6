package io.github.wasmpool.wasmtime.wasi;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Where a path led to.
 *
 * @param components the names from the root of the sandbox, none of them a link but
 * possibly the last
 * @param path the path on the host
 * @param attributes what is there, a link not followed; {@code null} if there is nothing
 * @param asDirectory whether the guest wrote the path as only directories are written
 */
record Location(List<String> components, Path path, @Nullable BasicFileAttributes attributes, boolean asDirectory) {

	/**
	 * Return what is there.
	 * @return the attributes
	 * @throws ErrnoException if there is nothing
	 */
	BasicFileAttributes existing() throws ErrnoException {
		if (this.attributes == null) {
			throw Errno.NOENT.toException();
		}
		return this.attributes;
	}

	/**
	 * Make sure that this is not the root of a sandbox, nor that of the directory a path
	 * began at.
	 * @param directory that directory
	 * @throws ErrnoException if it is
	 */
	void requireBelow(OpenDirectory directory) throws ErrnoException {
		Errno.NOTCAPABLE.unless(this.components.size() > directory.components().size());
	}

}
