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
import java.util.Map;

/**
 * What a WASI function answers.
 */
enum Errno {

	SUCCESS(0), ACCES(2), BADF(8), EXIST(20), FAULT(21), ILSEQ(25), INTR(27), INVAL(28), IO(29), ISDIR(31), LOOP(32),
	MFILE(33), NAMETOOLONG(37), NFILE(41), NOENT(44), NOMEM(48), NOSYS(52), NOTDIR(54), NOTEMPTY(55), NOTSOCK(57),
	NOTSUP(58), SPIPE(70), XDEV(75), NOTCAPABLE(76);

	private static final Map<Class<? extends IOException>, Errno> OF_HOST = Map.of(NoSuchFileException.class, NOENT,
			FileAlreadyExistsException.class, EXIST, DirectoryNotEmptyException.class, NOTEMPTY,
			NotDirectoryException.class, NOTDIR, NotLinkException.class, INVAL, AccessDeniedException.class, ACCES,
			FileSystemLoopException.class, LOOP, AtomicMoveNotSupportedException.class, XDEV,
			ClosedByInterruptException.class, INTR);

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
		return OF_HOST.entrySet()
			.stream()
			.filter((each) -> each.getKey().isInstance(ex))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse(IO);
	}

}
