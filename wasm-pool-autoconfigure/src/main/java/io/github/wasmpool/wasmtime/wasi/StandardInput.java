package io.github.wasmpool.wasmtime.wasi;

/**
 * Standard input: bytes that are there, so that reading never waits.
 */
final class StandardInput extends Descriptor {

	private final byte[] bytes;

	private int position;

	StandardInput(byte[] bytes) {
		super(FileType.UNKNOWN, Rights.FD_READ | Rights.STREAM, 0, 0);
		this.bytes = bytes;
	}

	@Override
	int read(byte[] into, int length) throws ErrnoException {
		Errno.BADF.unless(has(Rights.FD_READ));
		int read = Math.min(length, this.bytes.length - this.position);
		System.arraycopy(this.bytes, this.position, into, 0, read);
		this.position += read;
		return read;
	}

}
