package io.github.wasmpool;

import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;

/**
 * Turns objects into JSON text for guests, and back. Used by many threads at once.
 */
public interface WasmJson {

	/**
	 * Write a value.
	 * @param value the value, which may be {@code null}
	 * @param type the declared type of the value, with its type arguments
	 * @return JSON text in UTF-8
	 * @throws RuntimeException if the value cannot be written
	 */
	byte[] write(@Nullable Object value, Type type);

	/**
	 * Read a value that a guest wrote.
	 * @param json what ought to be JSON text in UTF-8
	 * @param type the type to read, with its type arguments
	 * @return a value of that type, which may be {@code null}
	 * @throws RuntimeException if the text is no JSON, or none of that type
	 */
	@Nullable Object read(byte[] json, Type type);

}
