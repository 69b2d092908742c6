package io.github.wasmpool.binary;

import java.util.List;

import io.github.wasmpool.GuestFeatures;
import org.jspecify.annotations.Nullable;

/**
 * What a module can ask for that is not to be had here, and how to build a module that
 * does not ask.
 */
enum Feature {

	GARBAGE_COLLECTION("garbage collection",
			"compile the source with a toolchain that manages memory inside the module"),

	EXCEPTIONS("exception handling", "compile with '-fno-exceptions' (C and C++) or '-C panic=abort' (Rust)"),

	TAIL_CALLS("tail calls", "compile with '-mno-tail-call'"),

	MEMORY64("64-bit memory", "compile for wasm32 instead of wasm64"),

	MULTIPLE_MEMORIES("multiple memories", "link it with a single memory"),

	CUSTOM_PAGE_SIZES("custom page sizes", "link it with pages of 64 KiB"),

	FUNCTION_REFERENCES("typed function references", "compile with '-mno-gc' and plain funcref tables"),

	EXTENDED_CONST("extended constant expressions", "compile with '-mno-extended-const'"),

	RELAXED_SIMD("relaxed SIMD", "compile with '-mno-relaxed-simd'"),

	WIDE_ARITHMETIC("wide arithmetic", "compile with '-mno-wide-arithmetic'"),

	STACK_SWITCHING("stack switching", "compile without continuations"),

	SIMD("SIMD", "compile with '-mno-simd128' (C and C++) or '-C target-feature=-simd128' (Rust)", "features.simd"),

	THREADS("threads (shared memory, atomics)", "compile without '-pthread' and with '-mno-atomics'",
			"features.threads"),

	SHARED_GLOBALS("shared globals", "compile without shared-everything threads");

	private final String title;

	private final String remedy;

	/** What would switch it on, {@code null} for what the engine lacks. */
	private final @Nullable String setting;

	Feature(String title, String remedy) {
		this(title, remedy, null);
	}

	Feature(String title, String remedy, @Nullable String setting) {
		this.title = title;
		this.remedy = remedy;
		this.setting = setting;
	}

	/**
	 * Whether a module may use this.
	 * @param features what is switched on
	 * @return {@code false} also for all that the engine lacks
	 */
	boolean isIn(GuestFeatures features) {
		return (this == SIMD && features.simd()) || (this == THREADS && features.threads());
	}

	/**
	 * Return what would switch it on.
	 * @return the settings, none for what the engine lacks
	 */
	List<String> settings() {
		return (this.setting != null) ? List.of(this.setting) : List.of();
	}

	private String lack() {
		return (this.setting == null) ? "which this engine (Wasmtime 7) lacks;"
				: "whose use is switched off; set '" + this.setting + "' to true, or";
	}

	/**
	 * Refuse a module that may not use this.
	 * @param reader where the module uses it
	 * @param offset the byte offset in the file
	 */
	void require(ByteReader reader, int offset) {
		if (!isIn(reader.features())) {
			throw refusal(offset);
		}
	}

	/**
	 * Refuse a module that uses what the engine lacks.
	 * @param offset the byte offset in the file
	 * @return what to throw
	 */
	MissingFeatureException refusal(int offset) {
		return new MissingFeatureException(this, offset);
	}

	/**
	 * Say what is to be done about it.
	 * @param offset where a module uses it, a byte offset in the file
	 * @return what the module uses, why that is not to be had, and how to do without
	 */
	String describe(int offset) {
		return this.title + " (at byte " + offset + "), " + lack() + " " + this.remedy;
	}

	/**
	 * Tell which feature an instruction belongs to.
	 * @param opcode its first byte
	 * @return the feature, or {@code null} if this is an instruction that is to be had,
	 * or of no known feature
	 */
	static @Nullable Feature ofInstruction(int opcode) {
		return switch (opcode) {
			case 0x06, 0x07, 0x08, 0x09, 0x0A, 0x18, 0x19, 0x1F -> EXCEPTIONS;
			case 0x12, 0x13 -> TAIL_CALLS;
			case 0x14, 0x15, 0xD4, 0xD5, 0xD6 -> FUNCTION_REFERENCES;
			case 0xD3, 0xFB -> GARBAGE_COLLECTION;
			case 0xE0, 0xE1, 0xE2, 0xE3, 0xE4, 0xE5, 0xE6 -> STACK_SWITCHING;
			default -> null;
		};
	}

	/**
	 * Tell which feature an instruction of two parts belongs to.
	 * @param prefix its first byte
	 * @param code its second part
	 * @return the feature, or {@code null} if this is an instruction that is to be had,
	 * or of no known feature
	 */
	static @Nullable Feature ofInstruction(int prefix, long code) {
		if (prefix == 0xFC && code >= 0x13 && code <= 0x16) {
			return WIDE_ARITHMETIC;
		}
		if (prefix == 0xFD && code >= 0x100 && code <= 0x12F) {
			return RELAXED_SIMD;
		}
		return null;
	}

	/**
	 * Tell which feature a type belongs to.
	 * @param code the first byte of a value type, a heap type or an entry of the type
	 * section
	 * @return the feature, or {@code null} if it belongs to none that is known
	 */
	static @Nullable Feature ofType(int code) {
		return switch (code) {
			case 0x63, 0x64 -> FUNCTION_REFERENCES;
			case 0x4E, 0x4F, 0x50, 0x5E, 0x5F, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x71, 0x72, 0x73 -> GARBAGE_COLLECTION;
			case 0x69, 0x74 -> EXCEPTIONS;
			case 0x5D, 0x68, 0x75 -> STACK_SWITCHING;
			default -> null;
		};
	}

}
