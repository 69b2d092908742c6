package io.github.wasmpool.wasmtime.wasi;

import java.util.HexFormat;

/**
 * What guests write, made fit to be shown: nothing in it can be taken for anything but
 * text of one line.
 */
final class Printable {

	private static final HexFormat HEX = HexFormat.of();

	private Printable() {
	}

	/**
	 * Escape what is no printable text.
	 * @param text any text
	 * @return one line
	 */
	static String escape(String text) {
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

}
