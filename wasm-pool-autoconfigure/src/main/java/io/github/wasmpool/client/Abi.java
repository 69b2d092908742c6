package io.github.wasmpool.client;

import java.util.List;

import io.github.wasmpool.AbiOptions;
import io.github.wasmpool.SettingProblem;
import io.github.wasmpool.SettingProblems;
import io.github.wasmpool.WasmMemoryAccessException;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * How text and bytes get into the guests of a module: the options, with what the module
 * exports.
 */
final class Abi {

	private final Exports exports;

	private final AbiOptions options;

	private final boolean reused;

	private final @Nullable Allocator allocator;

	/**
	 * Put together what is configured and what there is.
	 * @param exports the exports of the module
	 * @param options the options
	 * @param reused whether instances live on after a loan, with what nobody freed
	 */
	Abi(Exports exports, AbiOptions options, boolean reused) {
		this.exports = exports;
		this.options = options;
		this.reused = reused;
		this.allocator = Allocator.find(exports, options);
	}

	AbiOptions options() {
		return this.options;
	}

	@Nullable Allocator allocator() {
		return this.allocator;
	}

	/**
	 * Whether arguments are objects of AssemblyScript.
	 */
	boolean isManaged() {
		return this.allocator != null && this.allocator.isManaged();
	}

	boolean freesArguments() {
		return this.options.freeArguments();
	}

	/**
	 * Whether what is allocated for a call would add up if it was not freed.
	 */
	boolean hasToFree() {
		return this.reused && freesArguments();
	}

	boolean hasInputBuffer() {
		return this.options.inputBuffer() != null;
	}

	/**
	 * Find what is configured and cannot be.
	 * @return the problems, with the keys in quotes
	 */
	List<SettingProblem> problems() {
		SettingProblems problems = new SettingProblems();
		problems.addAll(this.options.problems());
		String allocate = this.options.allocate();
		problems.unless(allocate == null || this.allocator != null,
				"'abi.allocate' names '" + allocate
						+ "', which is no exported function of type (i32) -> (i32) or (i32, i32) -> (i32)",
				"abi.allocate");
		String free = this.options.free();
		problems.unless(free == null || Allocator.isFree(this.exports, free),
				"'abi.free' names '" + free + "', which is no exported function that takes one to three i32",
				"abi.free");
		String bytesClass = this.options.bytesClass();
		problems.unless(bytesClass == null || this.exports.isNumberOrLiteral(bytesClass), "'abi.bytes-class' names '"
				+ bytesClass
				+ "', which is neither a number nor an exported function of type () -> (i32) nor a global of type i32",
				"abi.bytes-class");
		problems.unless(bytesClass == null || isManaged(),
				"'abi.bytes-class' is for modules of AssemblyScript, which export '__new'", "abi.bytes-class");
		addUnlessCount(problems, "abi.result-length", this.options.resultLength());
		String inputBuffer = this.options.inputBuffer();
		problems.unless(inputBuffer == null || this.exports.isNumber(inputBuffer),
				"'abi.input-buffer' names '" + inputBuffer
						+ "', which is neither an exported function of type () -> (i32) nor a global of type i32",
				"abi.input-buffer");
		addUnlessCount(problems, "abi.input-buffer-size", this.options.inputBufferSize());
		boolean hasBuffer = hasInputBuffer() || this.options.keepBuffer() > 0;
		String buffer = hasInputBuffer() ? "abi.input-buffer" : "abi.keep-buffer";
		problems.unless(!hasBuffer || !isManaged(),
				"'" + buffer + "' does not go with '__new': objects of AssemblyScript cannot be used again", buffer);
		problems.unless(!hasBuffer || this.exports.hasMemory(),
				"'" + buffer + "' needs a module that exports its memory", buffer);
		problems.unless(this.options.keepBuffer() <= 0 || allocate != null || this.allocator != null,
				"'abi.keep-buffer' needs an allocator: export 'malloc' and 'free', or name what there is with "
						+ "'abi.allocate' and 'abi.free'",
				"abi.keep-buffer", "abi.allocate", "abi.free");
		return problems.toList();
	}

	private void addUnlessCount(SettingProblems problems, String key, @Nullable String export) {
		problems.unless(export == null || this.exports.isCount(export),
				"'" + key + "' names '" + Wording.name(export) + "', which is " + Exports.NO_COUNT, key);
	}

	/**
	 * Find the place for arguments that an instance has for its life, if that is
	 * configured.
	 * @param guest a new instance
	 */
	void prepare(Guest guest) {
		String address = this.options.inputBuffer();
		String size = this.options.inputBufferSize();
		if (address != null && size != null) {
			guest.state()
				.buffer(buffer(guest, "abi.input-buffer", this.exports.number(guest, address),
						this.exports.number(guest, size)));
		}
		else if (this.options.keepBuffer() > 0 && this.allocator != null) {
			int bytes = this.options.keepBuffer();
			guest.state().buffer(buffer(guest, "abi.keep-buffer", this.allocator.allocate(guest, bytes, 0), bytes));
		}
	}

	private static ArgumentBuffer buffer(Guest guest, String key, int pointer, int bytes) {
		long address = Integer.toUnsignedLong(pointer);
		long capacity = Integer.toUnsignedLong(bytes);
		long size = guest.memory().size();
		if (address > size - capacity) {
			throw new WasmMemoryAccessException("The buffer of '" + key + "' reaches past the end of the memory",
					address, capacity, size);
		}
		return new ArgumentBuffer(address, bytes);
	}

}
