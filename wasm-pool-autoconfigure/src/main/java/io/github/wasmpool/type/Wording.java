package io.github.wasmpool.type;

import java.util.Collection;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * How messages and logs print what modules and guests choose: names, lists of them, and
 * text. Nothing of it can be taken for anything but a part of one line, and nothing grows
 * without bound.
 */
public final class Wording {

	/**
	 * The characters of a name that are shown at most.
	 */
	public static final int LONGEST_NAME = 200;

	/**
	 * The characters of a text that are shown at most.
	 */
	public static final int LONGEST_TEXT = 2_000;

	/**
	 * The entries of a list that are shown at most.
	 */
	public static final int LONGEST_LIST = 20;

	private static final Pattern LINE_BREAKS = Pattern.compile("\\h*\\R[\\h\\v]*+");

	private static final HexFormat HEX = HexFormat.of();

	private Wording() {
	}

	/**
	 * Print a name.
	 * @param name any name, or {@code null} where there is none
	 * @return the name, {@linkplain #line escaped}, cut after {@value #LONGEST_NAME}
	 * characters with an ellipsis in place of the rest
	 */
	public static String name(@Nullable String name) {
		return (name != null) ? cut(line(cut(name, LONGEST_NAME)), LONGEST_NAME) : "none";
	}

	/**
	 * Print what somebody else says, such as the engine or an exception: it may repeat
	 * what a guest has chosen.
	 * @param text any text, or {@code null} where there is none
	 * @return the text on one line, its line breaks as spaces, {@linkplain #line escaped}
	 * and cut after {@value #LONGEST_TEXT} characters with an ellipsis in place of the
	 * rest
	 */
	public static String text(@Nullable String text) {
		if (text == null) {
			return "nothing is said of it";
		}
		String folded = LINE_BREAKS.matcher(cut(text, LONGEST_TEXT)).replaceAll(" ");
		return cut(line(folded), LONGEST_TEXT);
	}

	private static String cut(String text, int longest) {
		if (text.length() <= longest || (text.length() == longest + 1 && text.endsWith("…"))) {
			return text;
		}
		int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
		return text.substring(0, end) + "…";
	}

	/**
	 * Print a list of names.
	 * @param names any names
	 * @return the first {@value #LONGEST_LIST}, each as {@link #name(String)} prints it,
	 * and how many more there are
	 */
	public static String names(Collection<String> names) {
		return list(names.stream().limit(LONGEST_LIST).map(Wording::name).toList(), names.size(), ", ");
	}

	/**
	 * Print a list of what prints itself, bounded and escaped.
	 * @param entries the entries
	 * @param separator what stands between them
	 * @return the first {@value #LONGEST_LIST}, and how many more there are
	 */
	public static String list(Collection<?> entries, String separator) {
		return list(entries, entries.size(), separator);
	}

	private static String list(Collection<?> entries, int size, String separator) {
		String shown = entries.stream().limit(LONGEST_LIST).map(String::valueOf).collect(Collectors.joining(separator));
		return (size > LONGEST_LIST)
				? shown + separator + String.format(Locale.ROOT, "and %,d more", size - LONGEST_LIST) : shown;
	}

	/**
	 * Print a number of things.
	 * @param number how many
	 * @param noun what one of them is called, which with an {@code s} stands for others
	 * @return for example {@code 1 instance} or {@code 2,000 instances}
	 */
	public static String count(long number, String noun) {
		return String.format(Locale.ROOT, "%,d %s%s", number, noun, (number != 1) ? "s" : "");
	}

	/**
	 * Print a number of things as the subject of a sentence.
	 * @param number how many
	 * @param noun what one of them is called
	 * @return for example {@code 1 instance is} or {@code 2,000 instances are}
	 */
	public static String are(long number, String noun) {
		return count(number, noun) + ((number != 1) ? " are" : " is");
	}

	/**
	 * Print a constant as keys and tags are written.
	 * @param constant for example {@code TIMED_OUT}
	 * @return for example {@code timed-out}
	 */
	public static String kebab(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Print text as one line.
	 * @param text any text
	 * @return the text, in which all that is not printable is escaped, such as a line
	 * feed, which becomes a backslash and {@code u000a}
	 */
	public static String line(String text) {
		int at = 0;
		while (at < text.length() && isPrintable(text, at)) {
			at += Character.charCount(text.codePointAt(at));
		}
		if (at == text.length()) {
			return text;
		}
		StringBuilder result = new StringBuilder(text.length() + 16).append(text, 0, at);
		while (at < text.length()) {
			int end = at + Character.charCount(text.codePointAt(at));
			if (isPrintable(text, at)) {
				result.append(text, at, end);
			}
			else {
				text.substring(at, end).chars().forEach((c) -> result.append("\\u").append(HEX.toHexDigits((char) c)));
			}
			at = end;
		}
		return result.toString();
	}

	private static boolean isPrintable(String text, int at) {
		int c = text.codePointAt(at);
		if ((c >= ' ' && c < 0x7f) || c == '\t') {
			return true;
		}
		int type = Character.getType(c);
		return type != Character.CONTROL && type != Character.FORMAT && type != Character.LINE_SEPARATOR
				&& type != Character.PARAGRAPH_SEPARATOR && type != Character.SURROGATE;
	}

}
