package io.github.wasmpool.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A command that a page shows: a line of a block for the shell, or a piece of a sentence
 * that begins with the name of a tool.
 *
 * @param page where it stands
 * @param section the heading above it
 * @param words its words, as a shell takes them apart
 * @param comment what is said behind it, or nothing
 */
record Command(Page page, String section, List<String> words, String comment) {

	private static final Pattern BLOCK = Pattern.compile("^```(?:sh|shell|bash|console)\n(.*?)^```",
			Pattern.DOTALL | Pattern.MULTILINE);

	private static final Pattern IN_A_SENTENCE = Pattern
		.compile("(?<!`)`((?:(?:mvn|java|curl|clang|rustc|wat2wasm)\\s|\\./|\\.ci/)[^`]*)`");

	private static final Pattern WORD = Pattern.compile("\\G\\s*(?:(#.*)|((?:'[^']*'|\"[^\"]*\"|[^\\s'\"])+))");

	private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

	static Stream<Command> all() {
		return Page.all().stream().flatMap((page) -> of(page).stream());
	}

	static List<Command> of(Page page) {
		List<Command> commands = new ArrayList<>();
		BLOCK.matcher(page.text())
			.results()
			.forEach((block) -> block.group(1)
				.replaceAll("\\\\\n\\s*", " ")
				.lines()
				.filter((line) -> !line.isBlank())
				.forEach((line) -> commands.add(of(page, block, line))));
		IN_A_SENTENCE.matcher(page.text()).results().forEach((code) -> commands.add(of(page, code, code.group(1))));
		return commands;
	}

	private static Command of(Page page, MatchResult where, String line) {
		List<String> words = new ArrayList<>();
		String comment = "";
		Matcher word = WORD.matcher(line);
		while (word.find()) {
			if (word.group(1) != null) {
				comment = word.group(1).substring(1).strip();
				break;
			}
			words.add(word.group(2).replaceAll("'([^']*)'|\"([^\"]*)\"", "$1$2"));
		}
		String section = HEADING.matcher(page.text().substring(0, where.start()))
			.results()
			.map((heading) -> heading.group(1))
			.reduce("", (first, last) -> last);
		return new Command(page, section, List.copyOf(words), comment);
	}

	/** What is run, without where it is. */
	String tool() {
		return this.words.get(0);
	}

	/** Return the word behind an option, or nothing. */
	String option(String name) {
		int at = this.words.indexOf(name);
		return (at < 0) ? "" : this.words.get(at + 1);
	}

	@Override
	public String toString() {
		return this.page + ": " + String.join(" ", this.words);
	}

}
