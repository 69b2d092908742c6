package io.github.wasmpool.sample;

/**
 * What the guest {@code guests/text.rs} exports.
 */
interface TextAnalyzer {

	/**
	 * Count what is in a text.
	 * @param utf8 the text in UTF-8; ill-formed parts count as replacement characters
	 * @return the numbers
	 */
	TextStatistics analyze(byte[] utf8);

}
