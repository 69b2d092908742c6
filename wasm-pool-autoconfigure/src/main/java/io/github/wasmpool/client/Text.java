package io.github.wasmpool.client;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import io.github.wasmpool.WasmJson;
import org.jspecify.annotations.Nullable;

/**
 * Turns what Java passes through the memory of a guest into bytes, and back.
 *
 * @param shape what it is
 * @param type the type in Java
 * @param wide whether text is UTF-16LE rather than UTF-8
 * @param json writes and reads JSON; {@code null} only if the shape is another
 */
record Text(Shape shape, Type type, boolean wide, @Nullable WasmJson json) {

	/** An {@code ArrayBuffer} of AssemblyScript. */
	static final int BUFFER_CLASS = 1;

	/** A string of AssemblyScript. */
	private static final int STRING_CLASS = 2;

	/**
	 * Return what it is in AssemblyScript.
	 */
	int classId() {
		return (this.shape == Shape.STRING || this.shape == Shape.JSON) ? STRING_CLASS : BUFFER_CLASS;
	}

	/**
	 * Turn a value into bytes.
	 * @param value the value, {@code null} only for JSON
	 * @return the bytes, which may be those of the caller
	 */
	byte[] encode(@Nullable Object value) {
		return switch (this.shape) {
			case STRING -> (value instanceof String text) ? encode(text) : unexpected(value);
			case BYTES -> (value instanceof byte[] bytes) ? bytes : unexpected(value);
			case BUFFER -> (value instanceof ByteBuffer buffer) ? remaining(buffer) : unexpected(value);
			default -> encodeJson(value);
		};
	}

	private byte[] encodeJson(@Nullable Object value) {
		if (this.json == null) {
			return unexpected(value);
		}
		byte[] written = this.json.write(value, this.type);
		return this.wide ? encode(new String(written, StandardCharsets.UTF_8)) : written;
	}

	/**
	 * Turn bytes into a value.
	 * @param bytes the bytes, which belong to the value from now on
	 * @return the value
	 */
	@Nullable Object decode(byte[] bytes) {
		return switch (this.shape) {
			case STRING -> text(bytes);
			case BYTES -> bytes;
			case BUFFER -> ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
			default -> (this.json != null)
					? this.json.read(this.wide ? text(bytes).getBytes(StandardCharsets.UTF_8) : bytes, this.type)
					: unexpected(bytes);
		};
	}

	/**
	 * Return what stands for a result that is not there.
	 * @return an empty {@link Optional} where there can be one, or {@code null}
	 */
	@Nullable Object absent() {
		Type raw = (this.type instanceof ParameterizedType parameterized) ? parameterized.getRawType() : this.type;
		return (raw == Optional.class) ? Optional.empty() : null;
	}

	private byte[] encode(String text) {
		if (!this.wide) {
			return text.getBytes(StandardCharsets.UTF_8);
		}
		// The charset would replace unpaired surrogates, which AssemblyScript allows
		byte[] bytes = new byte[Math.multiplyExact(text.length(), Character.BYTES)];
		ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asCharBuffer().put(text);
		return bytes;
	}

	private String text(byte[] bytes) {
		return this.wide ? ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asCharBuffer().toString()
				: new String(bytes, StandardCharsets.UTF_8);
	}

	private static byte[] remaining(ByteBuffer buffer) {
		byte[] bytes = new byte[buffer.remaining()];
		buffer.duplicate().get(bytes);
		return bytes;
	}

	private byte[] unexpected(@Nullable Object value) {
		throw new IllegalArgumentException(value + " is no " + this.type.getTypeName());
	}

}
