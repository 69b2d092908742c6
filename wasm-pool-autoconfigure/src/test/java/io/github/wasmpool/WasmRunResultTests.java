package io.github.wasmpool;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WasmRunResultTests {

	private final WasmRunResult result = new WasmRunResult(0, bytes("ö"), bytes("err"));

	@Test
	void outputIsText() {
		assertThat(this.result.stdoutText()).isEqualTo("ö");
		assertThat(this.result.stderrText()).isEqualTo("err");
		assertThat(this.result).hasToString("exit code 0, 2 bytes of standard output, 3 bytes of standard error");
	}

	@Test
	void onlyZeroIsSuccess() {
		assertThat(this.result.isSuccess()).isTrue();
		assertThat(new WasmRunResult(-1, bytes(""), bytes("")).isSuccess()).isFalse();
	}

	@Test
	void resultsAreEqualByWhatTheyHold() {
		assertThat(this.result).isEqualTo(new WasmRunResult(0, bytes("ö"), bytes("err")))
			.hasSameHashCodeAs(new WasmRunResult(0, bytes("ö"), bytes("err")))
			.isNotEqualTo(new WasmRunResult(1, bytes("ö"), bytes("err")))
			.isNotEqualTo(new WasmRunResult(0, bytes("o"), bytes("err")))
			.isNotEqualTo(new WasmRunResult(0, bytes("ö"), bytes("")));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
