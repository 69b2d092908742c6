package io.github.wasmpool.binary;

import java.util.List;

import io.github.wasmpool.type.ValueType;
import org.jspecify.annotations.Nullable;
import run.endive.wasm.types.OpCode;

/**
 * What an instance did that is neither in its memory nor in its globals: a table was
 * changed, a segment was dropped. A global that is added notes it, before each such
 * instruction; only modules that have some get one.
 */
final class LastingChanges {

	private static final int OF_TABLES = 1;

	private static final int OF_SEGMENTS = 2;

	private final int global;

	/**
	 * Add the global, and have the instructions note themselves in it.
	 * @param instructions the instructions
	 * @param binary the file
	 * @param additions what is added to the module
	 * @param patches what is replaced in it
	 */
	LastingChanges(List<Instruction> instructions, byte[] binary, ModuleWriter additions, CodePatches patches) {
		this.global = additions.global(ValueType.I32, 0);
		for (Instruction each : instructions) {
			Code noted = new Code().globalGet(this.global)
				.i32Const(each.kind())
				.op(OpCode.I32_OR)
				.globalSet(this.global);
			for (int i = each.start(); i < each.end(); i++) {
				noted.raw(binary[i]);
			}
			patches.replace(each.start(), each.end(), noted);
		}
	}

	/**
	 * Return the index of the global.
	 */
	int global() {
		return this.global;
	}

	/**
	 * Say why the state of an instance cannot be carried to others.
	 * @param noted the value of the global
	 * @return a sentence about the module without its subject, or {@code null} if it can
	 */
	static @Nullable String obstacle(long noted) {
		if ((noted & OF_TABLES) != 0) {
			return "it has changed a table since it began; build it without dynamic linking, and without"
					+ " '-sALLOW_TABLE_GROWTH' or '--growable-table'";
		}
		return ((noted & OF_SEGMENTS) != 0)
				? "it has dropped a passive segment since it began; build it without '-pthread' and '--shared-memory',"
						+ " so that its segments are active"
				: null;
	}

	/**
	 * An instruction that changes a table or drops a segment.
	 *
	 * @param name its name
	 * @param start where it begins in the file
	 * @param end where the next one begins
	 */
	record Instruction(String name, int start, int end) {

		private int kind() {
			return this.name.endsWith(".drop") ? OF_SEGMENTS : OF_TABLES;
		}

	}

}
