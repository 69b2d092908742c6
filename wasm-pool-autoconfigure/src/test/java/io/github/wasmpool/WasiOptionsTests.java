package io.github.wasmpool;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class WasiOptionsTests {

	private final WasiOptions inert = WasiOptions.INERT;

	@Test
	void byDefaultThereIsNothing() {
		assertThat(this.inert.args()).isEmpty();
		assertThat(this.inert.environment()).isEmpty();
		assertThat(this.inert.directories()).isEmpty();
		assertThat(this.inert.outputLimit()).isEqualTo(10_485_760);
		assertThat(this.inert.maxLineLength()).isEqualTo(8192);
	}

	@Test
	void eachChangeLeavesTheRest() {
		WasiOptions options = this.inert.withArgs("a")
			.withEnvironment("A", "1")
			.withEnvironment("B", "2")
			.withDirectory("/r", Path.of("r"))
			.withWritableDirectory("/w", Path.of("w"))
			.withOutputLimit(7)
			.withMaxLineLength(100);
		assertThat(options.args()).containsExactly("a");
		assertThat(options.environment()).containsExactly(Map.entry("A", "1"), Map.entry("B", "2"));
		assertThat(options.directories()).containsExactly(new WasiOptions.Directory("/r", Path.of("r"), false),
				new WasiOptions.Directory("/w", Path.of("w"), true));
		assertThat(options.outputLimit()).isEqualTo(7);
		assertThat(options.maxLineLength()).isEqualTo(100);
	}

	@Test
	void mistakesNameTheSetting() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.inert.withArgs("a\0b"))
			.withMessageContaining("'wasi.args'");
		assertThatIllegalArgumentException().isThrownBy(() -> this.inert.withEnvironment("A=B", ""))
			.withMessageContaining("'wasi.environment'")
			.withMessageContaining("'A=B'");
		assertThatIllegalArgumentException().isThrownBy(() -> this.inert.withEnvironment("", ""));
		assertThatIllegalArgumentException().isThrownBy(() -> this.inert.withEnvironment("A", "\0"));
		assertThatIllegalArgumentException().isThrownBy(() -> this.inert.withDirectory(" ", Path.of("x")))
			.withMessageContaining("'wasi.directories'");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.inert.withDirectory("/x", Path.of("x")).withWritableDirectory("/x", Path.of("y")))
			.withMessageContaining("twice");
		assertThatIllegalArgumentException().isThrownBy(() -> this.inert.withOutputLimit(0))
			.withMessageContaining("'wasi.output-limit'");
		assertThatIllegalArgumentException().isThrownBy(() -> this.inert.withOutputLimit((1 << 30) + 1));
		assertThatIllegalArgumentException().isThrownBy(() -> this.inert.withMaxLineLength(79))
			.withMessageContaining("'wasi.max-line-length'");
	}

}
