package io.github.wasmpool.sample.visitor;

/**
 * How a call ended.
 *
 * @param ended in a word or two
 * @param result what it returned, or why it did not, in the words of the library
 * @param output what it wrote to standard output
 * @param error what it wrote to standard error
 * @param micros how long it took, in microseconds
 */
record GuestAnswer(String ended, String result, String output, String error, long micros) {

	private static final int MOST = 16 << 10;

	GuestAnswer {
		result = bounded(result);
		output = bounded(output);
		error = bounded(error);
	}

	private static String bounded(String text) {
		return (text.length() <= MOST) ? text : text.substring(0, MOST) + "… (" + text.length() + " characters)";
	}

}
