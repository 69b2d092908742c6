package io.github.wasmpool.sample.visitor;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

import io.github.wasmpool.type.Wording;

/**
 * The sections of a file, as far as they can be made out, and what its toolchain noted in
 * it. Of hostile bytes it tells less, and never fails.
 *
 * @param sections their names and sizes, in order
 * @param features what the toolchain says the code uses
 */
record Anatomy(List<Section> sections, List<String> features) {

	private static final int MOST = 40;

	private static final int HEADER = 8;

	private static final List<String> NAMES = List.of("custom", "type", "import", "function", "table", "memory",
			"global", "export", "start", "element", "code", "data", "data count");

	static Anatomy of(byte[] binary) {
		List<Section> sections = new ArrayList<>();
		List<String> features = new ArrayList<>();
		Cursor file = new Cursor(binary, HEADER, binary.length);
		while (file.hasMore() && sections.size() < MOST) {
			int id = file.next();
			OptionalInt size = file.number();
			if (size.isEmpty() || size.getAsInt() > file.rest()) {
				break;
			}
			Cursor body = file.part(size.getAsInt());
			String name = (id < NAMES.size()) ? NAMES.get(id) : "unknown";
			if (id == 0) {
				name = body.text();
				if (name.equals("target_features")) {
					readFeatures(body, features);
				}
			}
			sections.add(new Section(Wording.name(name), size.getAsInt()));
		}
		return new Anatomy(sections, features);
	}

	private static void readFeatures(Cursor body, List<String> features) {
		int count = Math.min(body.number().orElse(0), MOST);
		for (int i = 0; i < count && body.hasMore(); i++) {
			boolean used = body.next() == '+';
			String feature = body.text();
			if (used && !feature.isEmpty()) {
				features.add(Wording.name(feature));
			}
		}
	}

	/**
	 * A section.
	 *
	 * @param name what it is
	 * @param size its bytes, without its header
	 */
	record Section(String name, int size) {
	}

	/** Reads bytes, and nothing past their end. */
	private static final class Cursor {

		private final byte[] bytes;

		private final int end;

		private int at;

		Cursor(byte[] bytes, int at, int end) {
			this.bytes = bytes;
			this.at = at;
			this.end = end;
		}

		boolean hasMore() {
			return this.at < this.end;
		}

		int rest() {
			return this.end - this.at;
		}

		int next() {
			return this.bytes[this.at++] & 0xFF;
		}

		Cursor part(int size) {
			Cursor part = new Cursor(this.bytes, this.at, this.at + size);
			this.at += size;
			return part;
		}

		/** A number below 2^28; the sizes of what is accepted here are smaller. */
		OptionalInt number() {
			int value = 0;
			for (int shift = 0; shift < 28 && hasMore(); shift += 7) {
				int next = next();
				value |= (next & 0x7F) << shift;
				if (next < 0x80) {
					return OptionalInt.of(value);
				}
			}
			return OptionalInt.empty();
		}

		String text() {
			int size = number().orElse(0);
			if (size > rest()) {
				return "";
			}
			String text = new String(this.bytes, this.at, size, StandardCharsets.UTF_8);
			this.at += size;
			return text;
		}

	}

}
