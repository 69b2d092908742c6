package io.github.wasmpool.wasmtime.wasi;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;

/**
 * What a WASI function answers.
 */
enum Errno {

	SUCCESS(0), ACCES(2), BADF(8), EXIST(20), FAULT(21), ILSEQ(25), INTR(27), INVAL(28), IO(29), ISDIR(31), LOOP(32),
	MFILE(33), NAMETOOLONG(37), NFILE(41), NOENT(44), NOMEM(48), NOSYS(52), NOTDIR(54), NOTEMPTY(55), NOTSOCK(57),
	NOTSUP(58), SPIPE(70), XDEV(75), NOTCAPABLE(76);

	private final int value;

	Errno(int value) {
		this.value = value;
	}

	int value() {
		return this.value;
	}

	ErrnoException toException() {
		return new ErrnoException(this);
	}

	/**
	 * Fail unless a condition holds.
	 * @param condition the condition
	 * @throws ErrnoException with this number
	 */
	void unless(boolean condition) throws ErrnoException {
		if (!condition) {
			throw toException();
		}
	}

	/**
	 * Translate what the file system of the host says.
	 * @param ex what it throws
	 * @return the number that comes closest
	 */
	static Errno of(IOException ex) {
		if (ex instanceof NoSuchFileException) {
			return NOENT;
		}
		if (ex instanceof FileAlreadyExistsException) {
			return EXIST;
		}
		if (ex instanceof DirectoryNotEmptyException) {
			return NOTEMPTY;
		}
		if (ex instanceof NotDirectoryException) {
			return NOTDIR;
		}
		if (ex instanceof NotLinkException) {
			return INVAL;
		}
		if (ex instanceof AccessDeniedException) {
			return ACCES;
		}
		if (ex instanceof FileSystemLoopException) {
			return LOOP;
		}
		if (ex instanceof AtomicMoveNotSupportedException) {
			return XDEV;
		}
		return (ex instanceof ClosedByInterruptException) ? INTR : IO;
	}

}
