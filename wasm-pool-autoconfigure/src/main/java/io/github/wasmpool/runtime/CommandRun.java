package io.github.wasmpool.runtime;

import java.util.List;

import io.github.wasmpool.WasmExitException;
import io.github.wasmpool.WasmHostFunctionException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmOutputLimitException;
import io.github.wasmpool.WasmRunResult;
import io.github.wasmpool.wasmtime.wasi.WasiContext;
import org.jspecify.annotations.Nullable;

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
	 * @param context what it sees of the world, or {@code null} if it does not look
	 * @param stdin what it can read
	 * @param args what follows its configured arguments
	 * @return what became of it
	 */
	static WasmRunResult run(WasmInstance guest, @Nullable WasiContext context, byte[] stdin, List<String> args) {
		if (context == null) {
			return new WasmRunResult(exitCode(guest), NOTHING, NOTHING);
		}
		context.begin(stdin, args);
		return context.result(exitCode(guest));
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
