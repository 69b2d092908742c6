package io.github.wasmpool.benchmarks;

import java.nio.charset.StandardCharsets;

import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.host.WasmCaller;
import io.github.wasmpool.host.WasmImport;

/**
 * What real modules expect of their host.
 */
final class RealHosts {

	private RealHosts() {
	}

	static HostFunction[] llhttp() {
		return functions(new Llhttp());
	}

	static HostFunction[] sourceMap() {
		return functions(new SourceMap());
	}

	static HostFunction[] assemblyScript() {
		return functions(new AssemblyScript());
	}

	private static HostFunction[] functions(Object host) {
		return HostFunction.in(host).toArray(HostFunction[]::new);
	}

	/**
	 * Takes the parts of a message as they come.
	 */
	@SuppressWarnings({ "UnusedMethod", "UnusedVariable" }) // guests call it, as it is
															// declared there
	private static final class Llhttp {

		@WasmImport(name = "wasm_on_message_begin")
		int begin(int parser) {
			return 0;
		}

		@WasmImport(name = "wasm_on_url")
		int url(WasmCaller caller, int parser, int at, int length) {
			return take(caller, at, length);
		}

		@WasmImport(name = "wasm_on_status")
		int status(WasmCaller caller, int parser, int at, int length) {
			return take(caller, at, length);
		}

		@WasmImport(name = "wasm_on_header_field")
		int headerField(WasmCaller caller, int parser, int at, int length) {
			return take(caller, at, length);
		}

		@WasmImport(name = "wasm_on_header_value")
		int headerValue(WasmCaller caller, int parser, int at, int length) {
			return take(caller, at, length);
		}

		@WasmImport(name = "wasm_on_headers_complete")
		int headersComplete(int parser, int status, int upgrade, int keepAlive) {
			return 0;
		}

		@WasmImport(name = "wasm_on_body")
		int body(WasmCaller caller, int parser, int at, int length) {
			return take(caller, at, length);
		}

		@WasmImport(name = "wasm_on_message_complete")
		int complete(int parser) {
			return 0;
		}

		private static int take(WasmCaller caller, int at, int length) {
			byte[] part = caller.memory().read(at, length);
			return part.length - length;
		}

	}

	/**
	 * Is told the mappings.
	 */
	@SuppressWarnings({ "UnusedMethod", "UnusedVariable" }) // guests call it, as it is
															// declared there
	private static final class SourceMap {

		@WasmImport(name = "mapping_callback")
		void tell(int generatedLine, int generatedColumn, int hasLastGeneratedColumn, int lastGeneratedColumn,
				int hasOriginal, int source, int originalLine, int originalColumn, int hasName, int name) {
		}

	}

	/**
	 * What every module in AssemblyScript imports.
	 */
	@SuppressWarnings({ "UnusedMethod", "UnusedVariable" }) // guests call it, as it is
															// declared there
	private static final class AssemblyScript {

		@WasmImport
		@SuppressWarnings("DoNotCallSuggester")
		void abort(WasmCaller caller, int message, int file, int line, int column) {
			throw new IllegalStateException(string(caller.memory(), message) + " at " + line + ":" + column);
		}

		@WasmImport(name = "console.log")
		void log(WasmCaller caller, int text) {
			string(caller.memory(), text);
		}

		@WasmImport(name = "Date.now")
		double now() {
			return 1_700_000_000_000D;
		}

		@WasmImport
		double seed() {
			return 42;
		}

		private static String string(WasmMemory memory, int at) {
			return new String(memory.read(at, memory.readInt(at - Integer.BYTES)), StandardCharsets.UTF_16LE);
		}

	}

}
