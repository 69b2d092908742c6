package io.github.wasmpool.binary;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

import io.github.wasmpool.GuestFeatures;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import io.github.wasmpool.type.Wording;

/**
 * A cursor over one section of a binary. It never reads past the section's end; what is
 * damaged is reported with its byte offset in the file.
 */
final class ByteReader {

	/** Different in each process, so that nobody can choose bytes with the same hash. */
	private static final long FACTOR = new SplittableRandom().nextLong() | 1;

	/** What the engine bears. */
	private static final int LONGEST_NAME = 100_000;

	private final String module;

	private final GuestFeatures features;

	private final String section;

	private final byte[] bytes;

	private int position;

	private int limit;

	ByteReader(String module, GuestFeatures features, String section, byte[] bytes, int position, int limit) {
		this.module = module;
		this.features = features;
		this.section = section;
		this.bytes = bytes;
		this.position = position;
		this.limit = limit;
	}

	String module() {
		return this.module;
	}

	/**
	 * Return what the module may use.
	 * @return the features that are on
	 */
	GuestFeatures features() {
		return this.features;
	}

	int position() {
		return this.position;
	}

	int limit() {
		return this.limit;
	}

	/**
	 * Move the end of what can be read.
	 * @param limit the new end, an offset in the file
	 */
	void limit(int limit) {
		this.limit = limit;
	}

	/**
	 * Make a cursor at the same place, to look ahead.
	 * @return a cursor that moves by itself
	 */
	ByteReader copy() {
		return new ByteReader(this.module, this.features, this.section, this.bytes, this.position, this.limit);
	}

	/**
	 * Return a number that stands for the bytes since an earlier position.
	 */
	int hash(int start) {
		long hash = FACTOR;
		for (int i = start; i < this.position; i++) {
			hash = (hash + this.bytes[i]) * FACTOR;
		}
		return (int) (hash >>> 32);
	}

	boolean hasMore() {
		return this.position < this.limit;
	}

	int remaining() {
		return this.limit - this.position;
	}

	int peek() {
		if (this.position >= this.limit) {
			throw exhausted();
		}
		return this.bytes[this.position] & 0xFF;
	}

	int u8() {
		int value = peek();
		this.position++;
		return value;
	}

	/**
	 * Read an unsigned integer of at most 32 bits, in LEB128.
	 * @return the value, 0 to 4,294,967,295
	 */
	long u32() {
		long value = 0;
		for (int shift = 0; shift < 35; shift += 7) {
			int next = u8();
			value |= (long) (next & 0x7F) << shift;
			if (next < 0x80) {
				if (value > 0xFFFF_FFFFL) {
					break;
				}
				return value;
			}
		}
		throw malformed("an integer has more than 32 bits");
	}

	/**
	 * Read a signed integer of at most 32 bits, in LEB128.
	 * @return the value
	 */
	int s32() {
		int value = 0;
		for (int shift = 0; shift < 35; shift += 7) {
			int next = u8();
			value |= (next & 0x7F) << shift;
			if (next < 0x80) {
				int unused = 32 - shift - 7;
				return (unused > 0) ? (value << unused) >> unused : value;
			}
		}
		throw malformed("an integer takes more than 5 bytes");
	}

	/**
	 * Pass over an integer in LEB128.
	 * @param maxBytes the bytes it may take
	 */
	void skipInteger(int maxBytes) {
		for (int i = 0; i < maxBytes; i++) {
			if (u8() < 0x80) {
				return;
			}
		}
		throw malformed("an integer takes more than " + Wording.count(maxBytes, "byte"));
	}

	void skip(long count) {
		if (count > remaining()) {
			throw exhausted();
		}
		this.position += (int) count;
	}

	/**
	 * Read how many entries follow, each of one byte at least.
	 * @return the number, at most the bytes that remain
	 */
	int count() {
		long count = u32();
		if (count > remaining()) {
			throw malformed(Wording.are(count, "item") + " announced but no more than "
					+ Wording.count(remaining(), "byte") + " can follow");
		}
		return (int) count;
	}

	/**
	 * Read a name, which is UTF-8 without exception.
	 * @return the name, of at most 100,000 bytes
	 */
	String name() {
		int offset = this.position;
		long length = u32();
		if (length > LONGEST_NAME) {
			throw malformedAt(offset, "a name of " + Wording.count(length, "byte") + ", 100,000 are allowed");
		}
		int start = this.position;
		skip(length);
		try {
			return StandardCharsets.UTF_8.newDecoder()
				.decode(ByteBuffer.wrap(this.bytes, start, (int) length))
				.toString();
		}
		catch (CharacterCodingException ex) {
			throw malformedAt(start, "a name that is not UTF-8");
		}
	}

	void requireEnd() {
		if (hasMore()) {
			throw malformed("left over: " + Wording.count(remaining(), "byte"));
		}
	}

	WasmModuleException malformed(String sentence) {
		return malformedAt(this.position, sentence);
	}

	WasmModuleException malformedAt(int offset, String sentence) {
		return new WasmModuleException(Reason.MALFORMED, "module '" + this.module + "' is malformed: section '"
				+ this.section + "', byte " + offset + ": " + sentence + "; build it again");
	}

	private WasmModuleException exhausted() {
		return malformed("an entry runs past the end of its section or function at byte " + this.limit);
	}

}
