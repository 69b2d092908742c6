package io.github.wasmpool.wasmtime.wasi;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Logs what a guest writes, line by line. Whatever it writes, it can neither forge nor
 * flood the log: what is no printable text is escaped, long lines are split, and beyond
 * so many lines a second the rest is dropped and counted.
 */
final class LineLog implements GuestOutput {

	static final int LINES_PER_SECOND = 1000;

	private static final HexFormat HEX = HexFormat.of();

	private final Consumer<String> log;

	private final int maxLineLength;

	private final LongSupplier nanoTime;

	private byte[] line = new byte[128];

	private int length;

	private long secondBegan;

	private int linesInSecond;

	private long dropped;

	/**
	 * Create a log.
	 * @param log logs a line
	 * @param maxLineLength the bytes after which a line is split
	 * @param nanoTime the clock
	 */
	LineLog(Consumer<String> log, int maxLineLength, LongSupplier nanoTime) {
		this.log = log;
		this.maxLineLength = maxLineLength;
		this.nanoTime = nanoTime;
		this.secondBegan = nanoTime.getAsLong();
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
		long now = this.nanoTime.getAsLong();
		if (now - this.secondBegan >= TimeUnit.SECONDS.toNanos(1)) {
			reportDropped();
			this.secondBegan = now;
			this.linesInSecond = 0;
		}
		if (this.linesInSecond == LINES_PER_SECOND) {
			this.dropped++;
			return;
		}
		this.linesInSecond++;
		this.log.accept(printable(new String(this.line, 0, length, StandardCharsets.UTF_8)));
	}

	private void reportDropped() {
		if (this.dropped > 0) {
			this.log.accept("(dropped " + this.dropped + " more lines: the guest wrote more than " + LINES_PER_SECOND
					+ " a second)");
			this.dropped = 0;
		}
	}

	private static String printable(String text) {
		int at = 0;
		while (at < text.length() && isPrintable(text.charAt(at))) {
			at++;
		}
		if (at == text.length()) {
			return text;
		}
		StringBuilder result = new StringBuilder(text.length() + 16).append(text, 0, at);
		for (; at < text.length(); at++) {
			char c = text.charAt(at);
			if (isPrintable(c)) {
				result.append(c);
			}
			else {
				result.append("\\u").append(HEX.toHexDigits(c));
			}
		}
		return result.toString();
	}

	private static boolean isPrintable(char c) {
		if ((c >= ' ' && c < 0x7f) || c == '\t') {
			return true;
		}
		int type = Character.getType(c);
		return type != Character.CONTROL && type != Character.FORMAT && type != Character.LINE_SEPARATOR
				&& type != Character.PARAGRAPH_SEPARATOR;
	}

	@Override
	public void close() {
		if (this.length > 0) {
			emit(this.length);
			this.length = 0;
		}
		reportDropped();
	}

}
