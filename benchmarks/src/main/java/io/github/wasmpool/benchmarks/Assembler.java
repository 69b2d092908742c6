package io.github.wasmpool.benchmarks;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Assembles WebAssembly text. The assembler runs on an older runtime of Chicory than the
 * one that the pool is measured against, so both are loaded by a class loader of their
 * own, from the folder {@code wabt} beside the classes or the jar of the benchmarks.
 */
final class Assembler {

	private static final MethodHandle PARSE;

	static {
		try {
			Path classes = Path.of(Assembler.class.getProtectionDomain().getCodeSource().getLocation().toURI());
			ClassLoader loader = new URLClassLoader(jars(classes.resolveSibling("wabt")),
					ClassLoader.getPlatformClassLoader());
			PARSE = MethodHandles.publicLookup()
				.findStatic(loader.loadClass("com.dylibso.chicory.wabt.Wat2Wasm"), "parse",
						MethodType.methodType(byte[].class, String.class));
		}
		catch (ReflectiveOperationException | URISyntaxException | IOException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private Assembler() {
	}

	/**
	 * Assemble.
	 * @param text the text of a module
	 * @return its binary
	 */
	static byte[] assemble(String text) {
		try {
			return (byte[]) PARSE.invokeExact(text);
		}
		catch (Throwable ex) {
			throw new IllegalArgumentException("cannot assemble " + text, ex);
		}
	}

	private static URL[] jars(Path folder) throws IOException {
		List<Path> jars;
		try (Stream<Path> files = Files.list(folder)) {
			jars = files.toList();
		}
		URL[] urls = new URL[jars.size()];
		for (int i = 0; i < urls.length; i++) {
			urls[i] = jars.get(i).toUri().toURL();
		}
		return urls;
	}

}
