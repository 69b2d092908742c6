package io.github.wasmpool;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * How text and bytes get into a guest and out of it. Immutable: each method returns new
 * options. What contradicts what is found when the pool is built. {@link #DEFAULTS} suit
 * guests that export an allocator by one of its usual names and return an i64.
 *
 * <p>
 * An allocator takes a size in bytes, or a size and an alignment, and returns a pointer,
 * all i32, or 0 if it cannot. What frees takes the pointer, or the pointer and the size,
 * or the pointer, the size and the alignment. {@code __new} is that of AssemblyScript: it
 * takes a size and the id of a class, 1 for an {@code ArrayBuffer} and 2 for a string.
 */
public final class AbiOptions {

	/**
	 * The allocator is found, arguments are freed, results are not, and there is no
	 * buffer.
	 */
	public static final AbiOptions DEFAULTS = new AbiOptions();

	/** 1 GiB. */
	private static final int HIGHEST_BUFFER = 1 << 30;

	private @Nullable String allocate;

	private @Nullable String free;

	private boolean freeArguments = true;

	private ResultConvention result = ResultConvention.AUTO;

	private @Nullable String resultLength;

	private boolean freeResult;

	private @Nullable String inputBuffer;

	private @Nullable String inputBufferSize;

	private int keepBuffer;

	private @Nullable String bytesClass;

	private AbiOptions() {
	}

	private AbiOptions with(Consumer<AbiOptions> change) {
		AbiOptions changed = new AbiOptions();
		changed.allocate = this.allocate;
		changed.free = this.free;
		changed.freeArguments = this.freeArguments;
		changed.result = this.result;
		changed.resultLength = this.resultLength;
		changed.freeResult = this.freeResult;
		changed.inputBuffer = this.inputBuffer;
		changed.inputBufferSize = this.inputBufferSize;
		changed.keepBuffer = this.keepBuffer;
		changed.bytesClass = this.bytesClass;
		change.accept(changed);
		return changed;
	}

	/**
	 * The same with another function that allocates.
	 * @param export the exported function, or {@code null} to look for {@code malloc},
	 * {@code alloc}, {@code allocate} and {@code __new}, in this order
	 * @return new options
	 */
	public AbiOptions withAllocate(@Nullable String export) {
		return with((options) -> options.allocate = export);
	}

	/**
	 * The same with another function that frees.
	 * @param export the exported function, or {@code null} for the one that usually
	 * belongs to what allocates
	 * @return new options
	 */
	public AbiOptions withFree(@Nullable String export) {
		return with((options) -> options.free = export);
	}

	/**
	 * The same with arguments freed, or left to the guest.
	 * @param freeArguments whether what was allocated for a call is freed after it;
	 * {@code false} if the guest takes ownership of it
	 * @return new options
	 */
	public AbiOptions withFreeArguments(boolean freeArguments) {
		return with((options) -> options.freeArguments = freeArguments);
	}

	/**
	 * The same with another convention of results.
	 * @param result how results come back; {@link ResultConvention#LENGTH_EXPORT} needs
	 * {@link #withResultLength(String)}
	 * @return new options
	 */
	public AbiOptions withResult(ResultConvention result) {
		return with((options) -> options.result = result);
	}

	/**
	 * The same with an export that tells the length of the last result, for
	 * {@link ResultConvention#LENGTH_EXPORT}.
	 * @param export a function without parameters that returns an i32, or a mutable
	 * global of type i32, or {@code null} for none. A variable of C or Rust is neither:
	 * what those export is its address
	 * @return new options
	 */
	public AbiOptions withResultLength(@Nullable String export) {
		return with((options) -> options.resultLength = export);
	}

	/**
	 * The same with results freed, or left alone.
	 * @param freeResult whether results belong to the caller, who frees them
	 * @return new options
	 */
	public AbiOptions withFreeResult(boolean freeResult) {
		return with((options) -> options.freeResult = freeResult);
	}

	/**
	 * The same with a buffer that the guest offers for arguments. It excludes one that is
	 * kept.
	 * @param address the export that tells its address, or {@code null} for no buffer: a
	 * function without parameters that returns an i32, or a global of type i32 (which is
	 * what C and Rust make of an exported array). It is asked once for each instance
	 * @param size the export that tells its size in bytes, of the same kinds as that of
	 * {@link #withResultLength(String)}; {@code null} if and only if there is no address
	 * @return new options
	 */
	public AbiOptions withInputBuffer(@Nullable String address, @Nullable String size) {
		return with((options) -> {
			options.inputBuffer = address;
			options.inputBufferSize = size;
		});
	}

	/**
	 * The same with bytes that are allocated once in each instance, to be used for the
	 * arguments of every call. In a shared memory those of an instance that was replaced
	 * stay allocated. They have to outlive whatever the guest does, also what the pool's
	 * reset export does. They exclude a buffer that the guest offers.
	 * @param bytes from 0, for none, to 1 GiB
	 * @return new options
	 */
	public AbiOptions withKeepBuffer(int bytes) {
		return with((options) -> options.keepBuffer = bytes);
	}

	/**
	 * The same with bytes as a {@code Uint8Array} of AssemblyScript, in place of an
	 * {@code ArrayBuffer}, in both directions.
	 * @param bytesClass the export that tells the id of that class in the module, as
	 * {@code export const UINT8ARRAY_ID = idof<Uint8Array>()} does, or the id itself, or
	 * {@code null} for an {@code ArrayBuffer}
	 * @return new options
	 */
	public AbiOptions withBytesClass(@Nullable String bytesClass) {
		return with((options) -> options.bytesClass = bytesClass);
	}

	/**
	 * Return the function that allocates.
	 * @return the export, or {@code null} if it is looked for
	 */
	public @Nullable String allocate() {
		return this.allocate;
	}

	/**
	 * Return the function that frees.
	 * @return the export, or {@code null} for the one that belongs to what allocates
	 */
	public @Nullable String free() {
		return this.free;
	}

	/**
	 * Return whether arguments are freed.
	 * @return {@code false} if the guest takes ownership of them
	 */
	public boolean freeArguments() {
		return this.freeArguments;
	}

	/**
	 * Return how results come back.
	 * @return the convention
	 */
	public ResultConvention result() {
		return this.result;
	}

	/**
	 * Return what tells the length of the last result.
	 * @return the export, or {@code null} for none
	 */
	public @Nullable String resultLength() {
		return this.resultLength;
	}

	/**
	 * Return whether results belong to the caller.
	 * @return whether they are freed once they were read
	 */
	public boolean freeResult() {
		return this.freeResult;
	}

	/**
	 * Return what tells the address of the guest's buffer.
	 * @return the export, or {@code null} for no such buffer
	 */
	public @Nullable String inputBuffer() {
		return this.inputBuffer;
	}

	/**
	 * Return what tells the size of the guest's buffer.
	 * @return the export, or {@code null} for no such buffer
	 */
	public @Nullable String inputBufferSize() {
		return this.inputBufferSize;
	}

	/**
	 * Return the bytes that are kept for arguments.
	 * @return from 0, for none, to 1 GiB
	 */
	public int keepBuffer() {
		return this.keepBuffer;
	}

	/**
	 * Return what tells the class of bytes in AssemblyScript.
	 * @return an export or a number, or {@code null} for an {@code ArrayBuffer}
	 */
	public @Nullable String bytesClass() {
		return this.bytesClass;
	}

	/**
	 * Find what contradicts itself or is out of range, whatever the module.
	 * @return the problems, empty if there are none
	 */
	public List<SettingProblem> problems() {
		SettingProblems problems = new SettingProblems();
		problems.unless((this.inputBuffer == null) == (this.inputBufferSize == null),
				"'abi.input-buffer' and 'abi.input-buffer-size' need each other", "abi.input-buffer",
				"abi.input-buffer-size");
		problems.unless(this.inputBuffer == null || this.keepBuffer == 0,
				"'abi.input-buffer' and 'abi.keep-buffer' exclude each other: one buffer is enough", "abi.input-buffer",
				"abi.keep-buffer");
		problems.unless(this.keepBuffer >= 0 && this.keepBuffer <= HIGHEST_BUFFER,
				"'abi.keep-buffer' must be between 0 and 1 GiB but is " + Wording.count(this.keepBuffer, "byte"),
				"abi.keep-buffer");
		problems.unless(this.keepBuffer == 0 || this.freeArguments,
				"'abi.keep-buffer' needs 'abi.free-arguments' to be true: a guest that takes ownership of its "
						+ "arguments frees them",
				"abi.keep-buffer", "abi.free-arguments");
		problems.unless(this.result != ResultConvention.LENGTH_EXPORT || this.resultLength != null,
				"'abi.result' length-export needs 'abi.result-length'", "abi.result", "abi.result-length");
		return problems.toList();
	}

	private List<@Nullable Object> values() {
		return Arrays.asList(this.allocate, this.free, this.freeArguments, this.result, this.resultLength,
				this.freeResult, this.inputBuffer, this.inputBufferSize, this.keepBuffer, this.bytesClass);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof AbiOptions options && values().equals(options.values());
	}

	@Override
	public int hashCode() {
		return Objects.hashCode(values());
	}

	@Override
	public String toString() {
		return "AbiOptions" + values();
	}

}
