package io.github.wasmpool.client;

import java.util.List;
import java.util.OptionalInt;

import io.github.wasmpool.AbiOptions;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import org.jspecify.annotations.Nullable;

/**
 * The functions of a guest that give memory and take it back.
 */
interface Allocator {

	/** The function of AssemblyScript. */
	String MANAGED = "__new";

	/**
	 * Whether what is allocated are objects of AssemblyScript, which know their length.
	 */
	boolean isManaged();

	/**
	 * Whether memory can be given back.
	 */
	boolean canFree();

	/**
	 * Allocate. What was allocated stays until it is freed.
	 * @param guest the instance
	 * @param size the bytes, at least 0
	 * @param classId what an object of AssemblyScript is to be
	 * @return a pointer, not 0 and not checked otherwise
	 */
	int allocate(Guest guest, int size, int classId);

	/**
	 * Return the class of the objects that bytes are seen through.
	 * @param guest the instance
	 * @return the id of {@code Uint8Array} in AssemblyScript, or empty if bytes are
	 * passed as they are
	 */
	default OptionalInt bytesClass(Guest guest) {
		return OptionalInt.empty();
	}

	/**
	 * Free what was allocated here.
	 * @param guest the instance
	 * @param pointer where it is
	 * @param size what was asked for
	 */
	void free(Guest guest, int pointer, int size);

	/**
	 * Free what the guest allocated.
	 * @param guest the instance
	 * @param pointer where it is
	 * @param size its bytes, as the guest says
	 */
	void freeResult(Guest guest, int pointer, int size);

	/**
	 * Find the allocator of a module.
	 * @param exports what the module exports
	 * @param options which functions to use
	 * @return the allocator, or {@code null} if there is none
	 */
	static @Nullable Allocator find(Exports exports, AbiOptions options) {
		String allocate = options.allocate();
		if (allocate != null) {
			return of(exports, allocate, options);
		}
		for (String usual : List.of("malloc", "alloc", "allocate", MANAGED)) {
			Allocator found = of(exports, usual, options);
			if (found != null) {
				return found;
			}
		}
		return null;
	}

	private static @Nullable Allocator of(Exports exports, String allocate, AbiOptions options) {
		FunctionType type = exports.function(allocate);
		if (type == null || !isI32(type, 1, 2, 1)) {
			return null;
		}
		if (allocate.equals(MANAGED)) {
			return (type.params().size() == 2) ? new ManagedAllocator(pinning(exports, "__pin", 1),
					pinning(exports, "__unpin", 0), options.bytesClass(), exports) : null;
		}
		String free = options.free();
		String frees = (free != null) ? free : usualFree(exports, allocate);
		FunctionType freeType = (frees != null) ? exports.function(frees) : null;
		return new PlainAllocator(allocate, type.params().size(), (freeType != null) ? frees : null,
				(freeType != null) ? freeType.params().size() : 0);
	}

	private static @Nullable String usualFree(Exports exports, String allocate) {
		List<String> usual = switch (allocate) {
			case "malloc" -> List.of("free");
			case "alloc" -> List.of("dealloc", "free");
			case "allocate" -> List.of("deallocate", "free");
			default -> List.of();
		};
		return usual.stream().filter((name) -> isFree(exports, name)).findFirst().orElse(null);
	}

	private static @Nullable String pinning(Exports exports, String name, int results) {
		FunctionType type = exports.function(name);
		return (type != null && isI32(type, 1, 1, results)) ? name : null;
	}

	/**
	 * Whether an export can free.
	 */
	static boolean isFree(Exports exports, String name) {
		FunctionType type = exports.function(name);
		return type != null && isI32(type, 1, 3, type.results().size());
	}

	private static boolean isI32(FunctionType type, int fewest, int most, int results) {
		int params = type.params().size();
		return params >= fewest && params <= most && type.results().size() == results
				&& type.params().stream().allMatch((param) -> param == ValueType.I32)
				&& type.results().stream().allMatch((result) -> result == ValueType.I32);
	}

}
