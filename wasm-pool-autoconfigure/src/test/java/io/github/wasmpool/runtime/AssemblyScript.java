package io.github.wasmpool.runtime;

import java.nio.charset.StandardCharsets;

import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.host.WasmCaller;
import io.github.wasmpool.host.WasmImport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the modules of AssemblyScript expect of their host, and how their strings are
 * passed: UTF-16LE, the length in bytes before the first.
 */
public final class AssemblyScript {

	private static final Logger logger = LoggerFactory.getLogger(AssemblyScript.class);

	static final long NOW = 1_700_000_000_000L;

	private static final int STRING = 2;

	@WasmImport
	@SuppressWarnings("DoNotCallSuggester") // guests call it
	void abort(WasmCaller caller, int message, int file, int line, int column) {
		throw new IllegalStateException(
				string(caller.memory(), message) + " at " + string(caller.memory(), file) + ":" + line + ":" + column);
	}

	@WasmImport(name = "console.log")
	void log(WasmCaller caller, int text) {
		logger.info(string(caller.memory(), text));
	}

	@WasmImport(name = "Date.now")
	double now() {
		return NOW;
	}

	@WasmImport
	double seed() {
		return 42;
	}

	/**
	 * Make a string in the memory of a guest, for good.
	 * @param instance the instance
	 * @param text the string
	 * @return where it is
	 */
	public static int newString(WasmInstance instance, String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_16LE);
		int at = instance.callInt("__pin", instance.callInt("__new", bytes.length, STRING));
		instance.memory().write(at, bytes);
		return at;
	}

	static String string(WasmMemory memory, int at) {
		return new String(memory.read(at, memory.readInt(at - Integer.BYTES)), StandardCharsets.UTF_16LE);
	}

	/**
	 * Call a function that takes strings and returns one.
	 * @param instance the instance
	 * @param function the name of the function
	 * @param args the arguments
	 * @return the result
	 */
	public static String call(WasmInstance instance, String function, String... args) {
		Object[] strings = new Object[args.length];
		for (int i = 0; i < args.length; i++) {
			strings[i] = newString(instance, args[i]);
		}
		return string(instance.memory(), instance.callInt(function, strings));
	}

}
