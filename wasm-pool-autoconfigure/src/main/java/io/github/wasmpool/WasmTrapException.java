package io.github.wasmpool;

import java.io.Serializable;

import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * The guest stopped at a trap. Its instance is not used again.
 */
public class WasmTrapException extends WasmException {

	private final Code code;

	private final String description;

	private final Site site;

	private final String function;

	/**
	 * Create an exception.
	 * @param code what happened
	 * @param description what happened, in words
	 * @param function the exported function that was called
	 * @param site where it happened
	 * @param cause what tells more, or {@code null}
	 */
	public WasmTrapException(Code code, String description, String function, Site site, @Nullable Throwable cause) {
		super(called(function) + " trapped: " + description + ", in " + site.describe(), cause);
		this.code = code;
		this.description = description;
		this.function = function;
		this.site = site;
	}

	/**
	 * Return what happened.
	 * @return the code
	 */
	public Code code() {
		return this.code;
	}

	/**
	 * Return what happened, in words.
	 * @return a phrase of the message
	 */
	public String getDescription() {
		return this.description;
	}

	/**
	 * Return where it happened.
	 * @return pool, module and memory
	 */
	public Site getSite() {
		return this.site;
	}

	/**
	 * Return the pool of the instance.
	 * @return its name, or {@code null} if the instance stands alone
	 */
	public @Nullable String getPool() {
		return this.site.pool();
	}

	/**
	 * Return the module of the instance.
	 * @return its name
	 */
	public String getModule() {
		return this.site.module();
	}

	/**
	 * Return the exported function that was called.
	 * @return the name of the export
	 */
	public String getFunction() {
		return this.function;
	}

	/**
	 * Return how much memory the guest had when it trapped. A guest near its ceiling
	 * often gives up because it could not allocate.
	 * @return the bytes, or 0 if it has no memory of its own
	 */
	public long getMemoryInUse() {
		return this.site.memoryInUse();
	}

	/**
	 * Return how large the memory can grow.
	 * @return the bytes, or 0 if it has no memory of its own
	 */
	public long getMemoryCeiling() {
		return this.site.memoryCeiling();
	}

	/**
	 * Where a trap happened.
	 *
	 * @param pool the pool of the instance, or {@code null} if it stands alone
	 * @param module its module
	 * @param memoryInUse the bytes of memory it had, 0 if it has none of its own
	 * @param memoryCeiling the bytes its memory can grow to
	 */
	public record Site(@Nullable String pool, String module, long memoryInUse,
			long memoryCeiling) implements Serializable {

		private String describe() {
			String where = "module '" + this.module + "'" + ((this.pool != null) ? " of pool '" + this.pool + "'" : "");
			return (this.memoryCeiling == 0) ? where
					: where + " with " + this.memoryInUse / MemoryLimits.PAGE_SIZE + " of "
							+ Wording.count(this.memoryCeiling / MemoryLimits.PAGE_SIZE, "page")
							+ " of memory ('memory.max-pages')";
		}

	}

	/**
	 * The kinds of traps.
	 */
	public enum Code {

		/** The guest used up its stack. */
		STACK_OVERFLOW("the guest used up its stack"),

		/** An access past the end of the memory. */
		MEMORY_OUT_OF_BOUNDS("an access past the end of the memory"),

		/** An atomic access at an address that is not aligned. */
		HEAP_MISALIGNED("an atomic access at an address that is not aligned"),

		/** An access past the end of a table. */
		TABLE_OUT_OF_BOUNDS("an access past the end of a table"),

		/** An indirect call through an empty element of a table. */
		INDIRECT_CALL_TO_NULL("an indirect call through an empty element of a table"),

		/** An indirect call of a function of another type. */
		BAD_SIGNATURE("an indirect call of a function of another type"),

		/** An integer too large for its type. */
		INTEGER_OVERFLOW("an integer overflow"),

		/** A division of an integer by zero. */
		INTEGER_DIVISION_BY_ZERO("a division by zero"),

		/** A number that is no integer, or too large for one, was converted to one. */
		BAD_CONVERSION_TO_INTEGER("a number that no integer can hold was converted to one"),

		/** The guest gave up: most languages compile a panic or an abort to this. */
		UNREACHABLE("the guest gave up (unreachable)"),

		/** The guest called an import that nobody provides. */
		MISSING_IMPORT("it called an import that nobody provides"),

		/** Another trap. */
		OTHER("a trap of an unknown kind");

		private final String description;

		Code(String description) {
			this.description = description;
		}

		/**
		 * Return the code in words.
		 * @return a phrase for a message
		 */
		public String description() {
			return this.description;
		}

	}

}
