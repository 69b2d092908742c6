package io.github.wasmpool.sample;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The statistics of a text as Java computes them, independently of the guest.
 */
final class ExpectedStatistics {

	private static final Pattern WHITE_SPACE = Pattern.compile("\\p{IsWhite_Space}+");

	private static final Pattern END_OF_SENTENCE = Pattern.compile("[.!?…][\"')\\]}”’»]*$");

	private ExpectedStatistics() {
	}

	static TextStatistics of(String text) {
		List<String> words = Arrays.stream(WHITE_SPACE.split(text)).filter((word) -> !word.isEmpty()).toList();
		int characters = text.codePointCount(0, text.length());
		int lines = Math.toIntExact(text.lines().count());
		int vowels = Math.toIntExact(text.codePoints().filter(ExpectedStatistics::isVowel).count());
		return new TextStatistics(characters, words.size(), lines, sentences(words), vowels,
				words.size() * 60.0 / 200.0);
	}

	private static int sentences(List<String> words) {
		int ends = Math.toIntExact(words.stream().filter(ExpectedStatistics::endsSentence).count());
		boolean open = !words.isEmpty() && !endsSentence(words.get(words.size() - 1));
		return open ? ends + 1 : ends;
	}

	private static boolean endsSentence(String word) {
		return END_OF_SENTENCE.matcher(word).find();
	}

	private static boolean isVowel(int character) {
		if (character > 0xFF) {
			return false;
		}
		String letter = Normalizer.normalize(Character.toString(character), Normalizer.Form.NFD);
		return "aeiouæøAEIOUÆØ".indexOf(letter.charAt(0)) >= 0;
	}

}
