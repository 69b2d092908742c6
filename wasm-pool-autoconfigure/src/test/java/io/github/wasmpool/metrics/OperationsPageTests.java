package io.github.wasmpool.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of meters in docs/operations.md is what {@link WasmMeter} says.
 */
class OperationsPageTests {

	@Test
	void eachMeterHasItsRowAndNoOther() throws IOException {
		List<String> rows = Files.readAllLines(Path.of("../docs/operations.md"))
			.stream()
			.filter((line) -> line.startsWith("| `wasm."))
			.toList();
		assertThat(rows).isEqualTo(Arrays.stream(WasmMeter.values()).map(OperationsPageTests::row).toList());
	}

	private static String row(WasmMeter meter) {
		String tags = switch (meter) {
			case CALL -> "`pool`, `outcome`";
			case RETIRED -> "`pool`, `reason`";
			case CLUSTER_PARTS -> "`place`";
			default -> meter.isOfPool() ? "`pool`" : "–";
		};
		return "| `" + meter.meterName() + "` | " + meter.type().name().toLowerCase(Locale.ROOT) + " | " + tags + " | "
				+ meter.description() + " |";
	}

}
