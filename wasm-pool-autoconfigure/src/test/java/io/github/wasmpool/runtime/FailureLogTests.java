package io.github.wasmpool.runtime;

import java.time.Duration;

import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmExitException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class FailureLogTests {

	private long now = Long.MAX_VALUE - 1;

	private final FailureLog log = new FailureLog("orders", () -> this.now);

	@Test
	void oneOfAKindIsLoggedInASecondWithTheNumberOfOthers(CapturedOutput output) {
		this.log.failed(new WasmException("first"));
		this.log.failed(new WasmException("second"));
		this.now += Duration.ofMillis(999).toNanos();
		this.log.failed(new WasmException("third"));
		assertThat(output).containsOnlyOnce("orders - ").contains("orders - first");
		this.now += Duration.ofMillis(1).toNanos();
		this.log.failed(new WasmException("fourth"));
		assertThat(output).contains("orders - fourth (2 failures of this kind left out before)");
		this.now += Duration.ofSeconds(1).toNanos();
		this.log.failed(new WasmException("fifth"));
		assertThat(output.toString().lines().filter((line) -> line.contains("fifth"))).singleElement()
			.asString()
			.endsWith("orders - fifth");
	}

	@Test
	void anotherKindIsNotLeftOut(CapturedOutput output) {
		this.log.failed(new WasmException("first"));
		this.log.failed(new WasmExecutionTimeoutException("loop", Duration.ofSeconds(1), null));
		assertThat(output).contains("orders - first").contains("did not return within 1000 ms");
	}

	@Test
	void whatAGuestSaysIsOneLine(CapturedOutput output) {
		this.log.failed(new WasmException("a\nb"));
		assertThat(output).contains("orders - a").doesNotContain("a\nb");
	}

	@Test
	void guestsThatEndThemselvesAreLeftToTheirCallers(CapturedOutput output) {
		this.log.failed(new WasmExitException(3));
		assertThat(output).doesNotContain("orders");
	}

}
