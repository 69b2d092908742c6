package io.github.wasmpool.autoconfigure;

import io.github.wasmpool.WasmEngineUnavailableException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains why the native engine cannot run.
 */
class EngineUnavailableFailureAnalyzer extends AbstractFailureAnalyzer<WasmEngineUnavailableException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, WasmEngineUnavailableException cause) {
		return new FailureAnalysis(
				"The WebAssembly engine cannot run on this machine ('" + System.getProperty("os.name") + "', '"
						+ System.getProperty("os.arch") + "'): " + cause.getMessage(),
				action(cause.getReason()), cause);
	}

	private static String action(WasmEngineUnavailableException.Reason reason) {
		return switch (reason) {
			case PLATFORM -> "Run the application where the engine has a native library: Linux or macOS on x86_64 or "
					+ "aarch64, Windows on x86_64. Elsewhere switch off what is "
					+ "configured, for example with 'wasm.pool.enabled=false'.";
			case C_LIBRARY -> "Use a base image with glibc, such as Debian's, Ubuntu's or a Red Hat UBI, in place of "
					+ "one with musl, such as Alpine's.";
			case TEMPORARY_DIRECTORY ->
				"Set '-Djava.io.tmpdir' to a directory that exists, can be written to and has 20 MB left (it is '"
						+ System.getProperty("java.io.tmpdir") + "').";
			case EXECUTION_FORBIDDEN ->
				"Set '-Djava.io.tmpdir' to a directory on a file system that is not mounted with 'noexec' (it is '"
						+ System.getProperty("java.io.tmpdir") + "').";
			case LOADING -> "Check that the jar 'wasmtime-java' is complete and only once on the class path, that no "
					+ "other class loader of this JVM has loaded the library, and that '-Djava.io.tmpdir' (it is '"
					+ System.getProperty("java.io.tmpdir") + "') allows files to be written and executed.";
		};
	}

}
