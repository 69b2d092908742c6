package io.github.wasmpool.wasmtime;

import java.time.Duration;

import io.github.kawamuray.wasmtime.Trap;
import io.github.kawamuray.wasmtime.WasmFunctionError;
import io.github.kawamuray.wasmtime.WasmFunctionError.TrapError;
import io.github.kawamuray.wasmtime.WasmtimeException;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.WasmTrapException.Code;
import io.github.wasmpool.WasmTrapException.Site;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * Translates what the binding throws out of a call.
 */
final class Traps {

	private Traps() {
	}

	/**
	 * Translate what was thrown by a call.
	 */
	static WasmException translate(String function, Site site, Duration limit, RuntimeException thrown) {
		if (!(thrown instanceof TrapError error)) {
			return new WasmException("'" + Wording.name(function) + "' failed: " + said(thrown), cause(thrown));
		}
		if (error.trap() == Trap.INTERRUPT) {
			return new WasmExecutionTimeoutException(function, limit, null);
		}
		Code code = code(error.trap());
		String more = (code == Code.OTHER) ? " (" + said(thrown) + ")" : "";
		return new WasmTrapException(code, code.description() + more, function, site, null);
	}

	/**
	 * Print what was thrown for a message. The engine repeats names that a module chose.
	 */
	static String said(Throwable thrown) {
		return Wording.text(thrown.getMessage());
	}

	/**
	 * Return what an exception has for a cause that has {@link #said} what was thrown.
	 * @return what was thrown, or {@code null} if the engine did: it tells nothing more,
	 * and a log would print it as it is
	 */
	static @Nullable Throwable cause(Throwable thrown) {
		return (thrown instanceof WasmtimeException || thrown instanceof WasmFunctionError) ? null : thrown;
	}

	private static Code code(Trap trap) {
		return switch (trap) {
			case STACK_OVERFLOW -> Code.STACK_OVERFLOW;
			case MEMORY_OUT_OF_BOUNDS -> Code.MEMORY_OUT_OF_BOUNDS;
			case HEAP_MISALIGNED -> Code.HEAP_MISALIGNED;
			case TABLE_OUT_OF_BOUNDS -> Code.TABLE_OUT_OF_BOUNDS;
			case INDIRECT_CALL_TO_NULL -> Code.INDIRECT_CALL_TO_NULL;
			case BAD_SIGNATURE -> Code.BAD_SIGNATURE;
			case INTEGER_OVERFLOW -> Code.INTEGER_OVERFLOW;
			case INTEGER_DIVISION_BY_ZERO -> Code.INTEGER_DIVISION_BY_ZERO;
			case BAD_CONVERSION_TO_INTEGER -> Code.BAD_CONVERSION_TO_INTEGER;
			case UNREACHABLE_CODE_REACHED -> Code.UNREACHABLE;
			case UNKNOWN, INTERRUPT, ALWAYS_TRAP_ADAPTER, OUF_OF_FUEL -> Code.OTHER;
		};
	}

}
