package io.github.wasmpool.sample.visitor;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a file is.
 *
 * @param id by which its pool is called, or {@code null} if it cannot be run
 * @param name the name of the file
 * @param size its bytes
 * @param problem why it cannot be run, in the words of the library, or {@code null}
 * @param sections its sections
 * @param features what it uses beyond the first version of WebAssembly
 * @param memory the memory of each instance, or {@code null} if it has none
 * @param exports what it offers
 * @param imports what it needs
 * @param program whether it is a program for WASI
 * @param reset how loans begin
 * @param micros how long it took to compile, in microseconds
 */
record Inspection(@Nullable String id, String name, int size, @Nullable String problem, List<Anatomy.Section> sections,
		List<String> features, @Nullable String memory, List<Export> exports, List<Import> imports, boolean program,
		String reset, long micros) {

	/**
	 * What the module offers.
	 *
	 * @param name its name
	 * @param kind what it is
	 * @param type its type
	 * @param params the types of its parameters, if it is a function
	 * @param callable whether it is a function that can be called from here
	 * @param texts how many texts it may take, or -1 if it takes no text
	 */
	record Export(String name, String kind, String type, List<String> params, boolean callable, int texts) {
	}

	/**
	 * What the module needs.
	 *
	 * @param name its name
	 * @param type its type
	 * @param provider who provides it
	 * @param met whether anybody does
	 */
	record Import(String name, String type, String provider, boolean met) {
	}

}
