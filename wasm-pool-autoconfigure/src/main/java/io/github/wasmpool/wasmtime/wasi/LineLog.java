package io.github.wasmpool.wasmtime.wasi;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.github.wasmpool.type.Wording;

/**
 * Logs what a guest writes, line by line. Whatever it writes, it can neither forge nor
 * flood the log: what is no printable text is escaped, long lines are split, and the log
 * is bounded.
 */
final class LineLog implements GuestOutput {

	private final BoundedLog log;

	private final int maxLineLength;

	private byte[] line = new byte[128];

	private int length;

	/**
	 * Create a log.
	 * @param log takes the lines
	 * @param maxLineLength the bytes after which a line is split
	 */
	LineLog(BoundedLog log, int maxLineLength) {
		this.log = log;
		this.maxLineLength = maxLineLength;
	}

	@Override
	public boolean isTerminal() {
		return true;
	}

	@Override
	public void write(byte[] data, int length) {
		for (int i = 0; i < length; i++) {
			if (data[i] == '\n') {
				boolean dos = this.length > 0 && this.line[this.length - 1] == '\r';
				emit(dos ? this.length - 1 : this.length);
				this.length = 0;
			}
			else {
				append(data[i]);
			}
		}
	}

	private void append(byte value) {
		if (this.length == this.maxLineLength) {
			int whole = wholeCharacters();
			emit(whole);
			System.arraycopy(this.line, whole, this.line, 0, this.length - whole);
			this.length -= whole;
		}
		if (this.length == this.line.length) {
			this.line = Arrays.copyOf(this.line, Math.min(this.maxLineLength, 2 * this.length));
		}
		this.line[this.length++] = value;
	}

	/** Find where to split without cutting a character of several bytes. */
	private int wholeCharacters() {
		int start = this.length - 1;
		while (start > this.length - 4 && (this.line[start] & 0xc0) == 0x80) {
			start--;
		}
		int lead = this.line[start] & 0xff;
		int needed = (lead >= 0xf0) ? 4 : (lead >= 0xe0) ? 3 : (lead >= 0xc0) ? 2 : 1;
		return (start + needed > this.length) ? start : this.length;
	}

	private void emit(int length) {
		this.log.log(length, () -> Wording.line(new String(this.line, 0, length, StandardCharsets.UTF_8)));
	}

	@Override
	public void close() {
		if (this.length > 0) {
			emit(this.length);
			this.length = 0;
		}
	}

}
