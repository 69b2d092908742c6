package io.github.wasmpool.client;

import java.util.ArrayList;
import java.util.List;

import io.github.wasmpool.AbiOptions;
import io.github.wasmpool.WasmMemoryAccessException;
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
	List<String> problems() {
		List<String> problems = new ArrayList<>();
		String allocate = this.options.allocate();
		if (allocate != null && this.allocator == null) {
			problems.add("'abi.allocate' names '" + allocate
					+ "', which is no exported function of type (i32) -> (i32) or (i32, i32) -> (i32)");
		}
		String free = this.options.free();
		if (free != null && !Allocator.isFree(this.exports, free)) {
			problems.add("'abi.free' names '" + free + "', which is no exported function that takes one to three i32");
		}
		addUnlessCount(problems, "abi.result-length", this.options.resultLength());
		String inputBuffer = this.options.inputBuffer();
		if (inputBuffer != null && !this.exports.isNumber(inputBuffer)) {
			problems.add("'abi.input-buffer' names '" + inputBuffer
					+ "', which is neither an exported function of type () -> (i32) nor a global of type i32");
		}
		addUnlessCount(problems, "abi.input-buffer-size", this.options.inputBufferSize());
		boolean hasBuffer = hasInputBuffer() || this.options.keepBuffer() > 0;
		if (hasBuffer && isManaged()) {
			problems.add("'" + (hasInputBuffer() ? "abi.input-buffer" : "abi.keep-buffer")
					+ "' does not go with '__new': objects of AssemblyScript cannot be used again");
		}
		if (hasBuffer && !this.exports.hasMemory()) {
			problems.add("'" + (hasInputBuffer() ? "abi.input-buffer" : "abi.keep-buffer")
					+ "' needs a module that exports its memory");
		}
		if (this.options.keepBuffer() > 0 && allocate == null && this.allocator == null) {
			problems.add("'abi.keep-buffer' needs an allocator: export 'malloc' and 'free', or name what there is with "
					+ "'abi.allocate' and 'abi.free'");
		}
		return problems;
	}

	private void addUnlessCount(List<String> problems, String key, @Nullable String export) {
		if (export != null && !this.exports.isCount(export)) {
			problems.add("'" + key + "' names '" + export + "', which is " + Exports.NO_COUNT);
		}
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
