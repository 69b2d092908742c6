package io.github.wasmpool;

import org.jspecify.annotations.Nullable;

/**
 * The guest stopped at a trap. Its instance is not used again.
 */
public class WasmTrapException extends WasmException {

	private final Code code;

	private final String function;

	private final @Nullable String backtrace;

	public WasmTrapException(Code code, String function, @Nullable String backtrace, @Nullable Throwable cause) {
		super("'" + function + "' trapped: " + code.description()
				+ ((backtrace != null) ? System.lineSeparator() + backtrace : ""), cause);
		this.code = code;
		this.function = function;
		this.backtrace = backtrace;
	}

	/**
	 * Return what happened.
	 * @return the code
	 */
	public Code code() {
		return this.code;
	}

	/**
	 * Return the exported function that was called.
	 * @return the name of the export
	 */
	public String getFunction() {
		return this.function;
	}

	/**
	 * Return the functions of the guest that were running, innermost first.
	 * @return the backtrace as the engine wrote it, or {@code null} if it gave none
	 */
	public @Nullable String getBacktrace() {
		return this.backtrace;
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
