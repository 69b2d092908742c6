package io.github.wasmpool;

/**
 * How a guest hands back text or bytes. Pointers and lengths are unsigned 32-bit numbers;
 * lengths are bytes. What lies past the end of the guest's memory is refused with
 * {@link WasmMemoryAccessException}. Where nothing else is said, a length of 0 stands for
 * an empty text, whatever the pointer is.
 */
public enum ResultConvention {

	/**
	 * Decided by the type of the export: one result of type i64 is {@link #PACKED}, two
	 * of type i32 are {@link #VALUES}, and one of type i32 is {@link #ASSEMBLY_SCRIPT} if
	 * the guest allocates with {@code __new}. Any other i32 is ambiguous and has to be
	 * explained.
	 */
	AUTO,

	/**
	 * One i64: the pointer in the upper 32 bits, the length in the lower 32 bits:
	 * {@code (pointer << 32) | length}.
	 */
	PACKED,

	/**
	 * One i64: the length in the upper 32 bits, the pointer in the lower 32 bits:
	 * {@code (length << 32) | pointer}.
	 */
	PACKED_LENGTH_FIRST,

	/**
	 * Two results of type i32: the pointer, then the length.
	 */
	VALUES,

	/**
	 * One i32: a pointer to 8 bytes, the pointer and the length, each little-endian. 0
	 * stands for {@code null}. Only the text is freed where results are freed, never
	 * these 8 bytes.
	 */
	POINTER,

	/**
	 * One i32, the pointer. The length is asked for afterwards: a function without
	 * parameters that returns an i32, or a mutable global of type i32.
	 */
	LENGTH_EXPORT,

	/**
	 * One i32: a pointer to bytes that a zero byte ends. 0 stands for {@code null}.
	 */
	C_STRING,

	/**
	 * One i32: a pointer to a string or an {@code ArrayBuffer} of AssemblyScript, whose
	 * length in bytes stands in the 4 bytes before it. Strings are UTF-16LE. 0 stands for
	 * {@code null}.
	 */
	ASSEMBLY_SCRIPT

}
