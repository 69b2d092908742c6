package io.github.wasmpool.crash;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

import io.github.wasmpool.Effort;
import io.github.wasmpool.EngineOptions;
import io.github.wasmpool.EngineOptions.Optimization;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * Compiles the longest functions that are accepted, each of one instruction that needs
 * many registers: past two million of them, the compiler ends the process.
 */
final class LongFunctions {

	/** A type (i32) -> (i32), a function of it, a table, a memory, an export. */
	private static final String BEFORE = "0061736d01000000 01060160017f017f 03020100 0404017000 0a 0503010001"
			+ "0705010166 0000";

	static final int FUNCTIONS = Effort.of(3, 10);

	/**
	 * What is repeated, in bytes: it takes an i32 from the stack and leaves one there.
	 */
	private static final List<String> REPEATED = List.of("1a 3f00", "2500 1a 2000", "1a d200 1a 2000", "b7 fc03",
			"fd11 fdfd01 fd1b00", "1000", "4100 110000", "2000 6f", "b7 fc02", "69");

	private LongFunctions() {
	}

	public static void main(String[] args) {
		EngineOptions options = new EngineOptions(Optimization.NONE, Duration.ofMillis(10), 1);
		int compiled = 0;
		try (WasmtimeRuntime runtime = new WasmtimeRuntime(options)) {
			for (String repeated : REPEATED.subList(0, FUNCTIONS)) {
				compiled += compileLongest(runtime, bytes(repeated)) ? 1 : 0;
			}
		}
		Scenario.say("compiled " + compiled);
		Scenario.say("null checks " + NullChecks.provoke());
	}

	private static boolean compileLongest(WasmtimeRuntime runtime, byte[] repeated) {
		boolean refused = false;
		for (int times = 1 << 20; times > 0; times = times * 7 / 8) {
			try {
				WasmModule module = runtime.module(module(repeated, times)).build();
				module.close();
				return refused;
			}
			catch (WasmModuleException ex) {
				if (ex.getReason() != Reason.TOO_COMPLEX) {
					throw ex;
				}
				refused = true;
			}
		}
		return false;
	}

	private static byte[] module(byte[] repeated, int times) {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		body.writeBytes(bytes("00 2000"));
		for (int i = 0; i < times; i++) {
			body.writeBytes(repeated);
		}
		body.write(0x0B);
		ByteArrayOutputStream code = new ByteArrayOutputStream();
		code.write(1);
		writeUnsigned(code, body.size());
		code.writeBytes(body.toByteArray());
		ByteArrayOutputStream module = new ByteArrayOutputStream();
		module.writeBytes(bytes(BEFORE));
		module.write(10);
		writeUnsigned(module, code.size());
		module.writeBytes(code.toByteArray());
		return module.toByteArray();
	}

	private static byte[] bytes(String hex) {
		return HexFormat.of().parseHex(hex.replace(" ", ""));
	}

	private static void writeUnsigned(ByteArrayOutputStream out, int value) {
		int rest = value;
		while (rest >= 0x80) {
			out.write(rest | 0x80);
			rest >>>= 7;
		}
		out.write(rest);
	}

}
