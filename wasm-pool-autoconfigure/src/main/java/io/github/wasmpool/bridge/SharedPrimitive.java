package io.github.wasmpool.bridge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.github.wasmpool.binary.Code;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;

import static io.github.wasmpool.type.ValueType.I32;
import static io.github.wasmpool.type.ValueType.I64;

/**
 * What the module that imports a shared memory does with it: a function of one
 * instruction each, but for the widest.
 */
final class SharedPrimitive {

	/** How many values cross at once: 7.6 GB/s, one at a time makes 2.3. */
	static final int WIDTH = 8;

	/** The bytes of these values. */
	static final int WIDE_BYTES = WIDTH * Long.BYTES;

	/** Read several values of 64 bits. */
	static final SharedPrimitive GET = new SharedPrimitive("GET", List.of(I32), several(List.of()));

	/** Write several values of 64 bits. */
	static final SharedPrimitive PUT = new SharedPrimitive("PUT", several(List.of(I32)), List.of());

	static final SharedPrimitive GET_LONG = new SharedPrimitive("GET_LONG", List.of(I32), List.of(I64), 0x29, 0, 0);

	static final SharedPrimitive PUT_LONG = new SharedPrimitive("PUT_LONG", List.of(I32, I64), List.of(), 0x37, 0, 0);

	static final SharedPrimitive GET_BYTE = new SharedPrimitive("GET_BYTE", List.of(I32), List.of(I32), 0x2D, 0, 0);

	static final SharedPrimitive PUT_BYTE = new SharedPrimitive("PUT_BYTE", List.of(I32, I32), List.of(), 0x3A, 0, 0);

	/** Those that copy, then those named as the {@link SharedOperation} that they do. */
	static final List<SharedPrimitive> ALL = List.of(GET, PUT, GET_LONG, PUT_LONG, GET_BYTE, PUT_BYTE,
			atomic(SharedOperation.LOAD_INT, List.of(I32), List.of(I32), 0x10, 2),
			atomic(SharedOperation.LOAD_LONG, List.of(I32), List.of(I64), 0x11, 3),
			atomic(SharedOperation.STORE_INT, List.of(I32, I32), List.of(), 0x17, 2),
			atomic(SharedOperation.STORE_LONG, List.of(I32, I64), List.of(), 0x18, 3),
			atomic(SharedOperation.ADD_INT, List.of(I32, I32), List.of(I32), 0x1E, 2),
			atomic(SharedOperation.ADD_LONG, List.of(I32, I64), List.of(I64), 0x1F, 3),
			atomic(SharedOperation.COMPARE_INT, List.of(I32, I32, I32), List.of(I32), 0x48, 2),
			atomic(SharedOperation.COMPARE_LONG, List.of(I32, I64, I64), List.of(I64), 0x49, 3),
			atomic(SharedOperation.NOTIFY, List.of(I32, I32), List.of(I32), 0x00, 2),
			new SharedPrimitive(SharedOperation.PAGES.name(), List.of(), List.of(I32), 0x3F, 0),
			new SharedPrimitive(SharedOperation.GROW.name(), List.of(I32), List.of(I32), 0x40, 0));

	private final String name;

	private final FunctionType type;

	private final int[] instruction;

	private SharedPrimitive(String name, List<ValueType> params, List<ValueType> results, int... instruction) {
		this.name = name;
		this.type = FunctionType.of(params, results);
		this.instruction = instruction;
	}

	private static SharedPrimitive atomic(SharedOperation operation, List<ValueType> params, List<ValueType> results,
			int code, int alignment) {
		return new SharedPrimitive(operation.name(), params, results, 0xFE, code, alignment, 0);
	}

	private static List<ValueType> several(List<ValueType> first) {
		List<ValueType> types = new ArrayList<>(first);
		types.addAll(Collections.nCopies(WIDTH, I64));
		return types;
	}

	static SharedPrimitive of(SharedOperation operation) {
		return ALL.stream().filter((each) -> each.name.equals(operation.name())).findFirst().orElseThrow();
	}

	String name() {
		return this.name;
	}

	FunctionType type() {
		return this.type;
	}

	/**
	 * Return the index of the function in both modules.
	 */
	int index() {
		return ALL.indexOf(this);
	}

	/**
	 * Return the instructions of the function.
	 */
	Code code() {
		Code code = new Code();
		if (this == GET || this == PUT) {
			for (int i = 0; i < WIDTH; i++) {
				code.localGet(0);
				if (this == GET) {
					code.load(I64, i * Long.BYTES);
				}
				else {
					code.localGet(1 + i).store(I64, i * Long.BYTES);
				}
			}
			return code;
		}
		for (int i = 0; i < this.type.params().size(); i++) {
			code.localGet(i);
		}
		return code.raw(this.instruction);
	}

}
