package io.github.wasmpool.runtime;

import java.util.List;

import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmExitException;
import io.github.wasmpool.WasmHostFunctionException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmOutputLimitException;
import io.github.wasmpool.WasmRunResult;
import io.github.wasmpool.imports.WasiLinks;
import io.github.wasmpool.loan.Loan;
import io.github.wasmpool.wasmtime.wasi.WasiContext;

/**
 * Runs commands.
 */
final class CommandRun {

	private static final byte[] NOTHING = {};

	private CommandRun() {
	}

	/**
	 * Run a command to its end.
	 * @param guest a fresh instance, which is not used again
	 * @param stdin what it can read
	 * @param args what follows its configured arguments
	 * @return what became of it
	 */
	static WasmRunResult run(Loan guest, byte[] stdin, List<String> args) {
		WasiContext context = WasiLinks.contextOf(guest.links());
		if (context == null) {
			return new WasmRunResult(exitCode(guest), NOTHING, NOTHING);
		}
		context.begin(stdin, args);
		try {
			return context.result(exitCode(guest));
		}
		catch (WasmException ex) {
			context.explain(ex);
			throw ex;
		}
	}

	private static int exitCode(WasmInstance guest) {
		try {
			guest.callVoid(ModuleHandle.COMMAND);
			return 0;
		}
		catch (WasmExitException ex) {
			return ex.getExitCode();
		}
		catch (WasmHostFunctionException ex) {
			throw (ex.getCause() instanceof WasmOutputLimitException limit) ? limit : ex;
		}
	}

}
