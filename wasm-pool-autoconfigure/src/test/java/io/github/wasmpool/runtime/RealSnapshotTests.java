package io.github.wasmpool.runtime;

import java.nio.charset.StandardCharsets;

import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.host.HostFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Modules that people use answer from a snapshot as they do after the same was done by
 * hand in each loan.
 */
class RealSnapshotTests {

	private static final int FEATURES = 20;

	private static final int USERS = 25;

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	@AfterEach
	void close() {
		this.runtime.close();
	}

	@Test
	void theFlagEvaluatorWithAConfiguration() {
		try (WasmModule module = this.runtime.module(RealGuest.FEATURE_FLAGS.binary())
			.name("flags")
			.memoryReserve(16)
			.hostFunctions(HostFunction.in(new AssemblyScript()).toArray(HostFunction[]::new))
			.build();
				WasmPool byHand = this.runtime.pool(module).name("hand").size(1).build();
				WasmPool configured = this.runtime.pool(module)
					.size(1)
					.snapshot((flags) -> FlagConfiguration.set(flags, FEATURES, 7))
					.build()) {
			for (int i = 0; i < USERS; i++) {
				String user = "user" + i;
				String expected = byHand.<String, RuntimeException>withInstance((flags) -> {
					FlagConfiguration.set(flags, FEATURES, 7);
					return FlagConfiguration.evaluate(flags, user);
				});
				assertThat(expected).contains("on, version 7").contains("off, version 7").contains("flag19");
				assertThat(configured.<String, RuntimeException>withInstance((flags) -> {
					String answer = FlagConfiguration.evaluate(flags, user);
					FlagConfiguration.set(flags, 1, 8);
					assertThat(FlagConfiguration.evaluate(flags, user)).contains("version 8");
					return answer;
				})).isEqualTo(expected);
			}
			assertThat(configured.counters().restored()).isEqualTo(USERS);
		}
	}

	@Test
	void theParserOfSourceMapsWithAMapThatWasParsed() {
		HostFunction callback = HostFunction.of("env", "mapping_callback", (caller, args) -> null);
		String text = "AAAA" + ";AACA".repeat(500);
		try (WasmModule module = this.runtime.module(RealGuest.SOURCE_MAP.binary())
			.name("mappings")
			.hostFunctions(callback)
			.build()) {
			int[] mappings = new int[1];
			try (WasmModule parsed = module.snapshot((parser) -> mappings[0] = parse(parser, text));
					WasmInstance one = parsed.instantiate();
					WasmInstance other = module.instantiate()) {
				assertThat(parse(other, text)).isEqualTo(mappings[0]);
				for (WasmInstance each : new WasmInstance[] { one, other }) {
					each.callVoid("by_generated_location", mappings[0]);
				}
				byte[] expected = other.memory().read(0, (int) other.memory().size());
				assertThat(one.memory().read(0, (int) one.memory().size())).isEqualTo(expected);
				assertThat(parse(one, text)).isEqualTo(parse(other, text)).isNotEqualTo(mappings[0]);
			}
		}
	}

	private static int parse(WasmInstance parser, String text) {
		int at = parser.callInt("allocate_mappings", text.length());
		parser.memory().write(at, text.getBytes(StandardCharsets.US_ASCII));
		return parser.callInt("parse_mappings", at);
	}

}
