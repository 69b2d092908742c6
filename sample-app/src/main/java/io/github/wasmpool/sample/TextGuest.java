package io.github.wasmpool.sample;

import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.WasmPool;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Hands a text to the guest of the pool {@code text} through its memory. The layout of
 * the result is the struct {@code Statistics} in {@code guests/text.rs}.
 */
@Component
final class TextGuest {

	private static final int READING_SECONDS = 0;

	private static final int CHARACTERS = 8;

	private static final int WORDS = 12;

	private static final int LINES = 16;

	private static final int SENTENCES = 20;

	private static final int VOWELS = 24;

	private final WasmPool pool;

	TextGuest(@Qualifier("textWasmPool") WasmPool pool) {
		this.pool = pool;
	}

	/**
	 * Count what is in a text.
	 * @param utf8 the text in UTF-8; ill-formed parts count as replacement characters
	 * @return the numbers
	 * @throws TextTooLargeException if the guest's memory cannot grow to hold it
	 */
	TextStatistics analyze(byte[] utf8) {
		return this.pool.withInstance((instance) -> analyze(instance, utf8));
	}

	private TextStatistics analyze(WasmInstance instance, byte[] utf8) {
		int address = instance.callInt("allocate", utf8.length);
		if (address == 0) {
			throw new TextTooLargeException(
					"The text of " + utf8.length + " bytes does not fit the memory of the guest.");
		}
		WasmMemory memory = instance.memory();
		memory.write(Integer.toUnsignedLong(address), utf8);
		int result = instance.callInt("analyze", address, utf8.length);
		TextStatistics statistics = read(memory, Integer.toUnsignedLong(result));
		instance.callVoid("deallocate", address, utf8.length);
		return statistics;
	}

	private TextStatistics read(WasmMemory memory, long at) {
		return new TextStatistics(memory.readInt(at + CHARACTERS), memory.readInt(at + WORDS),
				memory.readInt(at + LINES), memory.readInt(at + SENTENCES), memory.readInt(at + VOWELS),
				memory.readDouble(at + READING_SECONDS));
	}

}
