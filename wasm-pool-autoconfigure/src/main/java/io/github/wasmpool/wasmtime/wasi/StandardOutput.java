package io.github.wasmpool.wasmtime.wasi;

/**
 * Standard output or standard error.
 */
final class StandardOutput extends Descriptor {

	private final GuestOutput output;

	StandardOutput(GuestOutput output) {
		super(output.isTerminal() ? FileType.CHARACTER_DEVICE : FileType.UNKNOWN, Rights.FD_WRITE | Rights.STREAM, 0,
				0);
		this.output = output;
	}

	@Override
	void write(byte[] data, int length) throws ErrnoException {
		Errno.BADF.unless(has(Rights.FD_WRITE));
		this.output.write(data, length);
	}

}
