package io.github.wasmpool.wasmtime.wasi;

/**
 * Carries what a WASI function answers when it fails. Without a stack trace: guests can
 * provoke it as often as they like.
 */
final class ErrnoException extends Exception {

	private static final long serialVersionUID = 1;

	private final Errno errno;

	ErrnoException(Errno errno) {
		super(errno.name(), null, false, false);
		this.errno = errno;
	}

	Errno errno() {
		return this.errno;
	}

}
