package io.github.wasmpool.spec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.github.wasmpool.Wat;
import org.jspecify.annotations.Nullable;

/**
 * Assertions about one guest. What is expected was worked out from the text of the
 * specification, by hand or with the integers and floats of another language, and never
 * by asking the engine.
 *
 * @param name the name of the file
 * @param guest the binary that it is about
 * @param assertions its lines
 */
@SuppressWarnings("ArrayRecordComponent") // compared with nothing
record Table(String name, byte[] guest, List<Assertion> assertions) {

	/** All tables, in the order in which a reader wants them. */
	static final List<String> NAMES = List.of("i32", "i64", "f32", "f64", "conversions", "memory", "growth", "bulk",
			"table", "control");

	/**
	 * Read a table.
	 * @param name one of {@link #NAMES}
	 */
	static Table read(String name) {
		List<Assertion> assertions = new ArrayList<>();
		List<Signature> functions = new ArrayList<>();
		String lines = resource(name + ".txt");
		if (lines == null) {
			throw new IllegalArgumentException(name);
		}
		for (String line : lines.split("\n", -1)) {
			if (line.startsWith("\t")) {
				assertions.add(Assertion.read(functions.get(functions.size() - 1), line));
			}
			else if (!line.isEmpty() && !line.startsWith(";")) {
				functions.add(Signature.read(line));
			}
		}
		String text = resource(name + ".wat");
		return new Table(name, Wat.compile((text != null) ? text : instructions(functions)), assertions);
	}

	private static String instructions(List<Signature> functions) {
		return functions.stream().map(Signature::asInstruction).collect(Collectors.joining("\n", "(module\n", ")"));
	}

	private static @Nullable String resource(String name) {
		try (InputStream resource = Table.class.getResourceAsStream(name)) {
			return (resource != null) ? new String(resource.readAllBytes(), StandardCharsets.UTF_8) : null;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
