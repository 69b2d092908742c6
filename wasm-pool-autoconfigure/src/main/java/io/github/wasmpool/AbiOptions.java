package io.github.wasmpool;

import org.jspecify.annotations.Nullable;

/**
 * How text and bytes get into a guest and out of it. Immutable. {@link #DEFAULTS} suit
 * guests that export an allocator by one of its usual names and return an i64.
 *
 * <p>
 * An allocator takes a size in bytes, or a size and an alignment, and returns a pointer,
 * all i32, or 0 if it cannot. What frees takes the pointer, or the pointer and the size,
 * or the pointer, the size and the alignment. {@code __new} is that of AssemblyScript: it
 * takes a size and the id of a class, 1 for an {@code ArrayBuffer} and 2 for a string.
 *
 * @param allocate the exported function that allocates, or {@code null} to look for
 * {@code malloc}, {@code alloc}, {@code allocate} and {@code __new}, in this order
 * @param free the exported function that frees, or {@code null} for the one that usually
 * belongs to what allocates
 * @param freeArguments whether what was allocated for a call is freed after it;
 * {@code false} if the guest takes ownership of it
 * @param result how results come back
 * @param resultLength the export that tells the length of the last result, for
 * {@link ResultConvention#LENGTH_EXPORT}, or {@code null}: a function without parameters
 * that returns an i32, or a mutable global of type i32. A variable of C or Rust is
 * neither: what those export is its address
 * @param freeResult whether results belong to the caller, who frees them
 * @param inputBuffer the export that tells the address of a buffer which the guest offers
 * for arguments, or {@code null}: a function without parameters that returns an i32, or a
 * global of type i32 (which is what C and Rust make of an exported array). It is asked
 * once for each instance
 * @param inputBufferSize the export that tells the size of that buffer in bytes, of the
 * same kinds as {@code resultLength}; present if and only if there is an
 * {@code inputBuffer}
 * @param keepBuffer bytes that are allocated once in each instance, to be used for the
 * arguments of every call, up to 1 GiB; 0 for none. In a shared memory those of an
 * instance that was replaced stay allocated. It has to outlive whatever the guest does,
 * also what the pool's reset export does
 */
public record AbiOptions(@Nullable String allocate, @Nullable String free, boolean freeArguments,
		ResultConvention result, @Nullable String resultLength, boolean freeResult, @Nullable String inputBuffer,
		@Nullable String inputBufferSize, int keepBuffer) {

	/**
	 * The allocator is found, arguments are freed, results are not, and there is no
	 * buffer.
	 */
	public static final AbiOptions DEFAULTS = new AbiOptions(null, null, true, ResultConvention.AUTO, null, false, null,
			null, 0);

	/** 1 GiB. */
	private static final int HIGHEST_BUFFER = 1 << 30;

	public AbiOptions {
		require((inputBuffer == null) == (inputBufferSize == null),
				"'abi.input-buffer' and 'abi.input-buffer-size' need each other");
		require(inputBuffer == null || keepBuffer == 0,
				"'abi.input-buffer' and 'abi.keep-buffer' exclude each other: one buffer is enough");
		require(keepBuffer >= 0 && keepBuffer <= HIGHEST_BUFFER,
				"'abi.keep-buffer' must be between 0 and 1 GiB but is " + keepBuffer + " bytes");
		require(keepBuffer == 0 || freeArguments,
				"'abi.keep-buffer' needs 'abi.free-arguments' to be true: a guest that takes ownership of its "
						+ "arguments frees them");
		require(result != ResultConvention.LENGTH_EXPORT || resultLength != null,
				"'abi.result' length-export needs 'abi.result-length'");
	}

	private static void require(boolean condition, String problem) {
		if (!condition) {
			throw new IllegalArgumentException(problem);
		}
	}

	/**
	 * The same with another allocator.
	 * @param allocate the exported function that allocates
	 * @param free the exported function that frees, or {@code null} for the one that
	 * usually belongs to it
	 * @return new options
	 */
	public AbiOptions withAllocator(String allocate, @Nullable String free) {
		return new AbiOptions(allocate, free, this.freeArguments, this.result, this.resultLength, this.freeResult,
				this.inputBuffer, this.inputBufferSize, this.keepBuffer);
	}

	/**
	 * The same with arguments freed, or left to the guest.
	 * @param freeArguments {@code false} if the guest takes ownership of them
	 * @return new options
	 */
	public AbiOptions withFreeArguments(boolean freeArguments) {
		return new AbiOptions(this.allocate, this.free, freeArguments, this.result, this.resultLength, this.freeResult,
				this.inputBuffer, this.inputBufferSize, this.keepBuffer);
	}

	/**
	 * The same with another convention of results.
	 * @param result any but {@link ResultConvention#LENGTH_EXPORT}, which
	 * {@link #withResultLength(String)} sets
	 * @return new options
	 */
	public AbiOptions withResult(ResultConvention result) {
		return new AbiOptions(this.allocate, this.free, this.freeArguments, result, this.resultLength, this.freeResult,
				this.inputBuffer, this.inputBufferSize, this.keepBuffer);
	}

	/**
	 * The same with results whose length is asked for.
	 * @param export the export that tells it
	 * @return new options, with {@link ResultConvention#LENGTH_EXPORT}
	 */
	public AbiOptions withResultLength(String export) {
		return new AbiOptions(this.allocate, this.free, this.freeArguments, ResultConvention.LENGTH_EXPORT, export,
				this.freeResult, this.inputBuffer, this.inputBufferSize, this.keepBuffer);
	}

	/**
	 * The same with results freed, or left alone.
	 * @param freeResult whether results belong to the caller
	 * @return new options
	 */
	public AbiOptions withFreeResult(boolean freeResult) {
		return new AbiOptions(this.allocate, this.free, this.freeArguments, this.result, this.resultLength, freeResult,
				this.inputBuffer, this.inputBufferSize, this.keepBuffer);
	}

	/**
	 * The same with a buffer that the guest offers for arguments, and none that is kept.
	 * @param address the export that tells its address
	 * @param size the export that tells its size in bytes
	 * @return new options
	 */
	public AbiOptions withInputBuffer(String address, String size) {
		return new AbiOptions(this.allocate, this.free, this.freeArguments, this.result, this.resultLength,
				this.freeResult, address, size, 0);
	}

	/**
	 * The same with an allocation that is kept for arguments, and no buffer of the guest.
	 * @param bytes from 0, for none, to 1 GiB
	 * @return new options
	 */
	public AbiOptions withKeepBuffer(int bytes) {
		return new AbiOptions(this.allocate, this.free, this.freeArguments, this.result, this.resultLength,
				this.freeResult, null, null, bytes);
	}

}
