package io.github.wasmpool.sample.visitor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.github.wasmpool.sample.InvalidInputException;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * Numbers as people type them, and as they read them.
 */
final class Arguments {

	private static final int LONGEST = 400;

	private Arguments() {
	}

	/**
	 * Read numbers.
	 * @param type the function they are for
	 * @param typed what was typed
	 * @return the arguments
	 * @throws InvalidInputException if they do not fit the function
	 */
	static Object[] parse(FunctionType type, List<String> typed) {
		if (typed.size() != type.params().size()) {
			throw new InvalidInputException("The function takes " + Wording.count(type.params().size(), "argument")
					+ " but was given " + typed.size() + ".");
		}
		List<Object> arguments = new ArrayList<>();
		for (int i = 0; i < typed.size(); i++) {
			arguments.add(parse(type.params().get(i), typed.get(i).strip(), i + 1));
		}
		return arguments.toArray();
	}

	private static Object parse(ValueType type, String typed, int position) {
		try {
			if (typed.length() > LONGEST) {
				throw new NumberFormatException();
			}
			return switch (type) {
				case I32 -> integer(typed, Integer.MIN_VALUE, 0xFFFF_FFFFL).intValue();
				case I64 -> integer(typed, Long.MIN_VALUE, Long.MAX_VALUE);
				case F32 -> Float.parseFloat(typed);
				case F64 -> Double.parseDouble(typed);
				default -> throw new NumberFormatException();
			};
		}
		catch (NumberFormatException ex) {
			throw new InvalidInputException(
					"Argument " + position + " is to be an " + type + " but is '" + Wording.name(typed) + "'.");
		}
	}

	private static Long integer(String typed, long lowest, long highest) {
		long value = Long.decode(typed);
		if (value < lowest || value > highest) {
			throw new NumberFormatException();
		}
		return value;
	}

	/**
	 * Print what a function returned.
	 * @param result nothing, a number or several
	 * @return the text
	 */
	static String print(@Nullable Object result) {
		if (result == null) {
			return "nothing";
		}
		return (result instanceof List<?> several)
				? several.stream().map(String::valueOf).collect(Collectors.joining(", ")) : result.toString();
	}

}
