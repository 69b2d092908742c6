package io.github.wasmpool.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation.
 *
 * @param file where it is
 * @param text what it says
 */
record Page(Path file, String text) {

	static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

	/**
	 * Read all pages.
	 */
	static List<Page> all() {
		List<Page> pages = new ArrayList<>();
		try (Stream<Path> docs = Files.list(PROJECT.resolve("docs"))) {
			Stream
				.concat(Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "sample-app/guests/README.md")
					.map(PROJECT::resolve), docs.filter((file) -> file.toString().endsWith(".md")).sorted())
				.forEach((file) -> pages.add(read(file)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return pages;
	}

	static Page of(String name) {
		return read(PROJECT.resolve(name));
	}

	private static Page read(Path file) {
		try {
			return new Page(file, Files.readString(file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return the blocks of code in a language, in order.
	 */
	List<String> blocks(String language) {
		return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
			.matcher(this.text)
			.results()
			.map((match) -> match.group(1))
			.toList();
	}

	/**
	 * Return what links point to.
	 */
	List<String> links() {
		return Pattern.compile("\\]\\(([^)\\s]+)\\)")
			.matcher(this.text)
			.results()
			.map((match) -> match.group(1))
			.toList();
	}

	/**
	 * Return the names by which links find headings.
	 */
	List<String> anchors() {
		return Pattern.compile("^#+ (.*)$", Pattern.MULTILINE)
			.matcher(this.text)
			.results()
			.map((match) -> match.group(1).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
			.toList();
	}

	@Override
	public String toString() {
		return PROJECT.relativize(this.file).toString();
	}

}
