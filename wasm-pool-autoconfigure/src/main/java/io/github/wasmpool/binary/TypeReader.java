package io.github.wasmpool.binary;

import java.util.Locale;

import io.github.wasmpool.type.GlobalType;
import io.github.wasmpool.type.MemoryType;
import io.github.wasmpool.type.TableType;
import io.github.wasmpool.type.ValueType;
import org.jspecify.annotations.Nullable;

/**
 * Reads the types of values, memories, tables and globals, and refuses those of features
 * that are not to be had.
 */
final class TypeReader {

	private static final int HAS_MAXIMUM = 1;

	private static final int SHARED = 2;

	private static final int IS_64_BIT = 4;

	private static final int HAS_PAGE_SIZE = 8;

	private static final long HIGHEST_PAGES = 65_536;

	private TypeReader() {
	}

	static MemoryType memory(ByteReader reader) {
		int offset = reader.position();
		Limits limits = limits(reader);
		if (limits.minimum() > HIGHEST_PAGES || (limits.maximum() != null && limits.maximum() > HIGHEST_PAGES)) {
			throw reader.malformedAt(offset,
					String.format(Locale.ROOT, "a memory of %s pages, WebAssembly allows 65,536", limits));
		}
		return new MemoryType((int) limits.minimum(), (limits.maximum() != null) ? limits.maximum().intValue() : null,
				limits.shared());
	}

	static TableType table(ByteReader reader) {
		int offset = reader.position();
		if (reader.peek() == 0x40) {
			throw Feature.FUNCTION_REFERENCES.refusal(offset);
		}
		ValueType type = value(reader);
		if (type != ValueType.FUNCREF && type != ValueType.EXTERNREF) {
			throw reader.malformedAt(offset, "a table of " + type);
		}
		Limits limits = limits(reader);
		if (limits.shared()) {
			Feature.THREADS.require(reader, offset);
			throw reader.malformedAt(offset, "a shared table");
		}
		return new TableType(type, limits.minimum(), limits.maximum());
	}

	static ValueType value(ByteReader reader) {
		int offset = reader.position();
		int code = reader.u8();
		return switch (code) {
			case 0x7F -> ValueType.I32;
			case 0x7E -> ValueType.I64;
			case 0x7D -> ValueType.F32;
			case 0x7C -> ValueType.F64;
			case 0x7B -> {
				Feature.SIMD.require(reader, offset);
				yield ValueType.V128;
			}
			case 0x70 -> ValueType.FUNCREF;
			case 0x6F -> ValueType.EXTERNREF;
			default -> {
				boolean reference = (code == 0x63 || code == 0x64);
				Feature inside = reference ? Feature.ofType(reader.peek()) : null;
				Feature feature = (inside != null) ? inside : Feature.ofType(code);
				if (feature != null) {
					throw feature.refusal(offset);
				}
				throw reader.malformedAt(offset, "a value type of the unknown kind 0x" + Integer.toHexString(code));
			}
		};
	}

	static GlobalType global(ByteReader reader) {
		ValueType type = value(reader);
		int offset = reader.position();
		int mutability = reader.u8();
		if ((mutability & 2) != 0) {
			throw Feature.SHARED_GLOBALS.refusal(offset);
		}
		if (mutability > 1) {
			throw reader.malformedAt(offset, "a global of the unknown kind " + mutability);
		}
		return new GlobalType(type, mutability == 1);
	}

	private static Limits limits(ByteReader reader) {
		int offset = reader.position();
		int flags = reader.u8();
		if ((flags & IS_64_BIT) != 0) {
			throw Feature.MEMORY64.refusal(offset);
		}
		if ((flags & HAS_PAGE_SIZE) != 0) {
			throw Feature.CUSTOM_PAGE_SIZES.refusal(offset);
		}
		boolean shared = (flags & SHARED) != 0;
		if (flags > (SHARED | HAS_MAXIMUM) || flags == SHARED) {
			throw reader.malformedAt(offset, "limits of the unknown kind " + flags);
		}
		long minimum = reader.u32();
		Long maximum = ((flags & HAS_MAXIMUM) != 0) ? reader.u32() : null;
		Limits limits = new Limits(minimum, maximum, shared);
		if (maximum != null && maximum < minimum) {
			throw reader.malformedAt(offset, "limits of " + limits + ", the minimum is above the maximum");
		}
		return limits;
	}

	private record Limits(long minimum, @Nullable Long maximum, boolean shared) {

		@Override
		public String toString() {
			return (this.maximum != null) ? String.format(Locale.ROOT, "%,d to %,d", this.minimum, this.maximum)
					: String.format(Locale.ROOT, "%,d", this.minimum);
		}

	}

}
