package io.github.wasmpool.wasmtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import io.github.wasmpool.bridge.FrameLayout;
import io.github.wasmpool.type.ValueType;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a companion module, through which values cross. It never moves, because
 * it cannot grow; what is done with it once the store is gone would reach the memory of
 * another instance, so it never leaves this room.
 */
final class Frame {

	private final ByteBuffer bytes;

	/**
	 * Take a memory for a frame.
	 * @param bytes the memory of a companion module
	 */
	Frame(ByteBuffer bytes) {
		this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
	}

	/**
	 * Return a part of the memory.
	 * @param address where it begins
	 * @param length its bytes
	 * @return a view of it
	 */
	ByteBuffer slice(int address, int length) {
		return this.bytes.slice(address, length).order(ByteOrder.LITTLE_ENDIAN);
	}

	/**
	 * Say what is to be done on entering.
	 * @param operation the number of the operation
	 * @param callable the number of the function of the guest
	 */
	void operation(int operation, int callable) {
		this.bytes.putInt(FrameLayout.OPERATION, operation);
		this.bytes.putInt(FrameLayout.FUNCTION, callable);
	}

	/**
	 * Return the function that the guest calls.
	 * @return its place among the imports
	 */
	int imported() {
		return this.bytes.getInt(FrameLayout.FUNCTION);
	}

	/**
	 * Return the size of the guest's memory, as it was when the guest was left.
	 * @return the pages
	 */
	int pages() {
		return this.bytes.getInt(FrameLayout.PAGES);
	}

	void pages(int pages) {
		this.bytes.putInt(FrameLayout.PAGES, pages);
	}

	/**
	 * Be the frame of an instance that begins anew.
	 * @param pages the pages of the guest's memory
	 * @param globals whether the guest's globals are to be put back on entering
	 */
	void beginAnew(int pages, boolean globals) {
		pages(pages);
		this.bytes.putInt(FrameLayout.FAILED, 0);
		this.bytes.putInt(FrameLayout.RESTORE, globals ? 1 : 0);
	}

	/**
	 * Keep the guest from going on when the host function returns.
	 */
	void fail() {
		this.bytes.putInt(FrameLayout.FAILED, 1);
	}

	int getInt(int address) {
		return this.bytes.getInt(address);
	}

	void putInt(int address, int value) {
		this.bytes.putInt(address, value);
	}

	/**
	 * Write a value, widened as Java does and never narrowed.
	 * @param slot its place
	 * @param type the type it is to have
	 * @param value a boxed number, or anything else
	 * @return whether the value is of that type, or widens to it
	 */
	boolean put(int slot, ValueType type, @Nullable Object value) {
		int address = FrameLayout.slot(slot);
		if (!(value instanceof Number number) || !accepts(type, value)) {
			return false;
		}
		switch (type) {
			case I32 -> this.bytes.putInt(address, number.intValue());
			case I64 -> this.bytes.putLong(address, number.longValue());
			case F32 -> this.bytes.putInt(address, Float.floatToRawIntBits(number.floatValue()));
			case F64 -> this.bytes.putLong(address, Double.doubleToRawLongBits(number.doubleValue()));
			case V128, FUNCREF, EXTERNREF -> throw new IllegalArgumentException("No " + type + " fits into a frame");
		}
		return true;
	}

	/**
	 * Whether a value is of a type, or widens to it as Java does.
	 * @param type the type it is to have
	 * @param value a boxed number, or anything else
	 */
	static boolean accepts(ValueType type, @Nullable Object value) {
		return switch (type) {
			case I32 -> isInt(value);
			case I64 -> value instanceof Long || isInt(value);
			case F32 -> value instanceof Float || value instanceof Long || isInt(value);
			case F64 -> value instanceof Double || value instanceof Float || value instanceof Long || isInt(value);
			case V128, FUNCREF, EXTERNREF -> false;
		};
	}

	private static boolean isInt(@Nullable Object value) {
		return value instanceof Integer || value instanceof Short || value instanceof Byte;
	}

	/**
	 * Read a value.
	 * @param slot its place
	 * @param type its type, a numeric one
	 * @return the boxed number
	 */
	Number get(int slot, ValueType type) {
		return switch (type) {
			case I32 -> getI32(slot);
			case I64 -> getI64(slot);
			case F32 -> getF32(slot);
			case F64 -> getF64(slot);
			case V128, FUNCREF, EXTERNREF -> throw new IllegalArgumentException("No " + type + " fits into a frame");
		};
	}

	int getI32(int slot) {
		return this.bytes.getInt(FrameLayout.slot(slot));
	}

	long getI64(int slot) {
		return this.bytes.getLong(FrameLayout.slot(slot));
	}

	float getF32(int slot) {
		return Float.intBitsToFloat(getI32(slot));
	}

	double getF64(int slot) {
		return Double.longBitsToDouble(getI64(slot));
	}

}
