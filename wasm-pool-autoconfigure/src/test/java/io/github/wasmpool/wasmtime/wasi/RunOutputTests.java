package io.github.wasmpool.wasmtime.wasi;

import java.nio.charset.StandardCharsets;

import io.github.wasmpool.WasmStandardErrorException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RunOutputTests {

	private final RunOutput output = new RunOutput(100_000, false);

	@Test
	void aRunThatWroteNothingToStandardErrorSaysNothing() {
		write(this.output.stdout(), "text");
		assertThat(this.output.stderrOfFailure()).isNull();
	}

	@Test
	void whatARunSaidCannotForgeALogOrAStackTrace() {
		write(this.output.stderr(), "a\r\n\tat b.C.d(C.java)\nCaused by: \u001b[31me\n");
		assertThat(this.output.stderrOfFailure())
			.isInstanceOfSatisfying(WasmStandardErrorException.class,
					(ex) -> assertThat(ex.getText()).isEqualTo("a\r\n\tat b.C.d(C.java)\nCaused by: \u001b[31me\n"))
			.hasMessage("The command had written to standard error:\n\t| a\n\t| \tat b.C.d(C.java)\n\t| Caused by: "
					+ "\\u001b[31me");
	}

	@Test
	void ofMuchTheEndIsKept() {
		write(this.output.stderr(), "é".repeat(20_000) + "!");
		assertThat(this.output.stderrOfFailure())
			.isInstanceOfSatisfying(WasmStandardErrorException.class,
					(ex) -> assertThat(ex.getText()).isEqualTo("é".repeat(4095) + "!"))
			.hasMessageStartingWith(
					"The command had written to standard error, of 40,001 bytes the last 8191:\n\t| éé");
	}

	private static void write(GuestOutput output, String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		output.write(bytes, bytes.length);
	}

}
