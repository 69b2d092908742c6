package io.github.wasmpool;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.github.wasmpool.type.Wording;

/**
 * What became of one run of a command.
 *
 * @param exitCode what the command ended with; 0 means success
 * @param stdout what it wrote to standard output; the array itself, not a copy
 * @param stderr what it wrote to standard error; the array itself, not a copy
 */
@SuppressWarnings("ArrayRecordComponent")
public record WasmRunResult(int exitCode, byte[] stdout, byte[] stderr) {

	/**
	 * Whether the command says that it succeeded.
	 * @return {@code true} if the exit code is 0
	 */
	public boolean isSuccess() {
		return this.exitCode == 0;
	}

	/**
	 * Return what was written to standard output as text.
	 * @return the text; what is no valid UTF-8 becomes U+FFFD
	 */
	public String stdoutText() {
		return new String(this.stdout, StandardCharsets.UTF_8);
	}

	/**
	 * Return what was written to standard error as text.
	 * @return the text; what is no valid UTF-8 becomes U+FFFD
	 */
	public String stderrText() {
		return new String(this.stderr, StandardCharsets.UTF_8);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof WasmRunResult result && this.exitCode == result.exitCode
				&& Arrays.equals(this.stdout, result.stdout) && Arrays.equals(this.stderr, result.stderr);
	}

	@Override
	public int hashCode() {
		return 31 * (31 * this.exitCode + Arrays.hashCode(this.stdout)) + Arrays.hashCode(this.stderr);
	}

	@Override
	public String toString() {
		return "exit code " + Integer.toUnsignedString(this.exitCode) + ", " + Wording.count(this.stdout.length, "byte")
				+ " of standard output, " + Wording.count(this.stderr.length, "byte") + " of standard error";
	}

}
