package io.github.wasmpool;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Stream;

/**
 * How much a test does: enough to notice a fault in a usual build, and all it can do with
 * {@code mvn -Pthorough}.
 */
public final class Effort {

	private static final String PROPERTY = "wasm-pool.thorough";

	private static final boolean THOROUGH = Boolean.getBoolean(PROPERTY);

	private Effort() {
	}

	/**
	 * Choose a number.
	 * @param usual the one of a usual build
	 * @param thorough the one of a thorough build
	 * @return one of the two
	 */
	public static int of(int usual, int thorough) {
		return THOROUGH ? thorough : usual;
	}

	/**
	 * Return the options that make another virtual machine choose alike, with the
	 * compilers and the collector of this one.
	 */
	public static List<String> options() {
		Stream<String> same = ManagementFactory.getRuntimeMXBean()
			.getInputArguments()
			.stream()
			.filter((option) -> option.startsWith("-XX:TieredStopAtLevel=") || option.equals("-XX:+UseSerialGC"));
		return Stream.concat(Stream.of("-D" + PROPERTY + "=" + THOROUGH), same).toList();
	}

}
