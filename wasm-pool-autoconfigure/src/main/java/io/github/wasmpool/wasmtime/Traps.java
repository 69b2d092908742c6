package io.github.wasmpool.wasmtime;

import java.time.Duration;

import io.github.kawamuray.wasmtime.Trap;
import io.github.kawamuray.wasmtime.WasmFunctionError.TrapError;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.WasmTrapException.Code;
import io.github.wasmpool.WasmTrapException.Site;
import io.github.wasmpool.type.Wording;

/**
 * Translates what the binding throws out of a call.
 */
final class Traps {

	private Traps() {
	}

	/**
	 * Translate what was thrown. It is the cause where it may tell more: of a trap that
	 * is known it does not.
	 */
	static WasmException translate(String function, Site site, Duration limit, RuntimeException thrown) {
		if (!(thrown instanceof TrapError error)) {
			return new WasmException(
					"'" + Wording.name(function) + "' failed: " + Wording.line(String.valueOf(thrown.getMessage())),
					thrown);
		}
		if (error.trap() == Trap.INTERRUPT) {
			return new WasmExecutionTimeoutException(function, limit, null);
		}
		Code code = code(error.trap());
		return new WasmTrapException(code, code.description(), function, site, (code == Code.OTHER) ? thrown : null);
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
