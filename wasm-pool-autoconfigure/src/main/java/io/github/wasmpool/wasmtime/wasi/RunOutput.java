package io.github.wasmpool.wasmtime.wasi;

import java.io.ByteArrayOutputStream;

import io.github.wasmpool.WasmOutputLimitException;

/**
 * Keeps what one run writes, up to a limit that standard output and standard error share.
 */
final class RunOutput {

	private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();

	private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

	private final long limit;

	RunOutput(long limit) {
		this.limit = limit;
	}

	GuestOutput stdout() {
		return new Kept(this.stdout);
	}

	GuestOutput stderr() {
		return new Kept(this.stderr);
	}

	byte[] stdoutBytes() {
		return this.stdout.toByteArray();
	}

	byte[] stderrBytes() {
		return this.stderr.toByteArray();
	}

	private final class Kept implements GuestOutput {

		private final ByteArrayOutputStream bytes;

		Kept(ByteArrayOutputStream bytes) {
			this.bytes = bytes;
		}

		@Override
		public boolean isTerminal() {
			return false;
		}

		@Override
		public void write(byte[] data, int length) {
			if (length > RunOutput.this.limit - RunOutput.this.stdout.size() - RunOutput.this.stderr.size()) {
				throw new WasmOutputLimitException(RunOutput.this.limit);
			}
			this.bytes.write(data, 0, length);
		}

		@Override
		public void close() {
			// All of it is kept already
		}

	}

}
