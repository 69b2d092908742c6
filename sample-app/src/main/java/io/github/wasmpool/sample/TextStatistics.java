package io.github.wasmpool.sample;

/**
 * What the guest found in a text.
 *
 * @param characters Unicode code points, line ends included
 * @param words runs of anything but white space
 * @param lines lines, ended by LF, CR or CRLF; the end of the text ends the last one
 * @param sentences runs of words up to one that ends in {@code .}, {@code !}, {@code ?}
 * or an ellipsis, or up to the end of the text
 * @param vowels the letters a, e, i, o and u, with or without a diacritic of Latin-1
 * @param readingSeconds the time it takes to read the words at 200 words a minute
 */
record TextStatistics(int characters, int words, int lines, int sentences, int vowels, double readingSeconds) {
}
