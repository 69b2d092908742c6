package io.github.wasmpool.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where something was measured, and what of.
 *
 * @param processor its name
 * @param processors how many the JVM has
 * @param jdk the name and version of the JVM
 * @param versions the versions of the engine's binding and of the peers, by name
 */
record Surroundings(String processor, int processors, String jdk, Map<String, String> versions) {

	/** A class of each, by the name of its file without the version. */
	private static final Map<String, String> LIBRARIES = Map.of("wasmtime-java", "io/github/kawamuray/wasmtime/Engine",
			"commons-pool2", "org/apache/commons/pool2/ObjectPool", "compiler",
			"com/dylibso/chicory/compiler/MachineFactoryCompiler", "stormpot", "stormpot/Pool");

	/**
	 * Look around.
	 */
	static Surroundings here() throws IOException {
		Map<String, String> versions = new TreeMap<>();
		LIBRARIES
			.forEach((name, type) -> versions.put(name.equals("compiler") ? "chicory" : name, version(name, type)));
		return new Surroundings(model(), Runtime.getRuntime().availableProcessors(),
				System.getProperty("java.vm.name") + " " + Runtime.version(), versions);
	}

	/**
	 * Return how many threads wanted a processor, on average of the last minute.
	 */
	static double load() {
		return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
	}

	private static String model() throws IOException {
		try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
			return lines.filter((line) -> line.startsWith("model name"))
				.findFirst()
				.map((line) -> line.substring(line.indexOf(':') + 2))
				.orElse(System.getProperty("os.arch"));
		}
	}

	/**
	 * Read a version from the name of the file that has the class.
	 */
	private static String version(String name, String type) {
		URL url = Surroundings.class.getResource("/" + type + ".class");
		if (url == null) {
			throw new IllegalStateException("There is no " + type);
		}
		return url.getPath().replaceFirst(".*/" + name + "-([^/]+)\\.jar!.*", "$1");
	}

	@Override
	public String toString() {
		return this.processor + ", " + this.processors + " processors; " + this.jdk + "; " + this.versions;
	}

}
