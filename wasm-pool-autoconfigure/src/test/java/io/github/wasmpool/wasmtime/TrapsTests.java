package io.github.wasmpool.wasmtime;

import java.time.Duration;

import io.github.kawamuray.wasmtime.WasmtimeException;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmTrapException.Site;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TrapsTests {

	private static final Site SITE = new Site(null, "guest", 0, 0);

	@Test
	void whatTheEngineSaysIsOneBoundedLineAndNoCause() {
		WasmtimeException thrown = new WasmtimeException(
				"unknown import `env::x\u001b[31m`\n\nCaused by:\n    0: " + "y".repeat(1_000_000));
		WasmException translated = Traps.translate("run", SITE, Duration.ZERO, thrown);
		assertThat(translated).hasNoCause()
			.hasMessageStartingWith("'run' failed: unknown import `env::x\\u001b[31m` Caused by: 0: yyy");
		assertThat(translated.getMessage()).hasSizeLessThan(2_100);
	}

	@Test
	void whatIsNotOfTheEngineIsTheCause() {
		IllegalStateException thrown = new IllegalStateException("ours");
		assertThat(Traps.translate("run", SITE, Duration.ZERO, thrown)).hasMessage("'run' failed: ours")
			.hasCause(thrown);
	}

}
