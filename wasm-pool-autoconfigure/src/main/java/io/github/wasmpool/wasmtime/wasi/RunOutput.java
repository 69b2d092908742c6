package io.github.wasmpool.wasmtime.wasi;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

import io.github.wasmpool.WasmOutputLimitException;
import io.github.wasmpool.WasmStandardErrorException;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what one run writes, up to a limit that standard output and standard error share.
 */
final class RunOutput {

	/** Enough for a message and a stack trace. */
	private static final int MOST_OF_FAILURE = 8 << 10;

	private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();

	private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

	private final long limit;

	private final boolean readAlong;

	/**
	 * Create an empty one.
	 * @param limit the bytes of both streams together
	 * @param readAlong whether somebody reads before the guest ends, so that it should
	 * not hold lines back
	 */
	RunOutput(long limit, boolean readAlong) {
		this.limit = limit;
		this.readAlong = readAlong;
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

	/**
	 * Return what was written to standard error by a run that failed.
	 * @return the end of it, or {@code null} if nothing was written
	 */
	@Nullable WasmStandardErrorException stderrOfFailure() {
		byte[] all = stderrBytes();
		if (all.length == 0) {
			return null;
		}
		int start = Math.max(0, all.length - MOST_OF_FAILURE);
		while (start > 0 && start < all.length && (all[start] & 0xc0) == 0x80) {
			// The rest of a character that was cut
			start++;
		}
		String text = new String(all, start, all.length - start, StandardCharsets.UTF_8);
		// A line of the guest cannot be taken for one of the stack trace around it
		String lines = text.lines().map((line) -> "\n\t| " + Wording.line(line)).collect(Collectors.joining());
		String part = (start > 0) ? ", of " + Wording.count(all.length, "byte") + " the last " + (all.length - start)
				: "";
		return new WasmStandardErrorException("The command had written to standard error" + part + ":" + lines, text);
	}

	private final class Kept implements GuestOutput {

		private final ByteArrayOutputStream bytes;

		Kept(ByteArrayOutputStream bytes) {
			this.bytes = bytes;
		}

		@Override
		public boolean isTerminal() {
			return RunOutput.this.readAlong;
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
