package io.github.wasmpool.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;

/**
 * A function that a table is about.
 *
 * @param name the name of its export, that of an instruction where the table has no guest
 * of its own
 * @param type its type
 */
record Signature(String name, FunctionType type) {

	private static final Pattern LINE = Pattern.compile("(.+) \\(([^)]*)\\) ?(.*)");

	/**
	 * Read a heading.
	 * @param line a name, its parameters in brackets, its results
	 */
	static Signature read(String line) {
		Matcher matcher = LINE.matcher(line);
		if (!matcher.matches()) {
			throw new IllegalArgumentException("No heading: " + line);
		}
		return new Signature(matcher.group(1), FunctionType.of(types(matcher.group(2)), types(matcher.group(3))));
	}

	/**
	 * Write a function of one instruction, as text.
	 */
	String asInstruction() {
		StringBuilder text = new StringBuilder("(func (export \"" + this.name + "\") (param");
		this.type.params().forEach((param) -> text.append(' ').append(param));
		text.append(") (result ").append(this.type.results().get(0)).append(") (").append(this.name);
		for (int i = 0; i < this.type.params().size(); i++) {
			text.append(" (local.get ").append(i).append(")");
		}
		return text.append("))").toString();
	}

	/**
	 * Read values.
	 */
	static List<Object> values(List<ValueType> types, List<String> words) {
		if (types.size() != words.size()) {
			throw new IllegalArgumentException(types + " are no types of " + words);
		}
		List<Object> values = new ArrayList<>();
		for (int i = 0; i < types.size(); i++) {
			values.add(value(types.get(i), words.get(i)));
		}
		return values;
	}

	private static Object value(ValueType type, String word) {
		String number = word.replace("inf", "Infinity").replace("nan", "NaN");
		return switch (type) {
			case I32 -> Integer.valueOf(word);
			case I64 -> Long.valueOf(word);
			case F32 -> Float.valueOf(number);
			case F64 -> Double.valueOf(number);
			case V128, FUNCREF, EXTERNREF -> throw new IllegalArgumentException(word);
		};
	}

	private static List<ValueType> types(String words) {
		return Stream.of(words.split(" "))
			.filter((word) -> !word.isEmpty())
			.map((word) -> ValueType.valueOf(word.toUpperCase(Locale.ROOT)))
			.collect(Collectors.toList());
	}

}
