package io.github.wasmpool.autoconfigure;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.fake.FakeWasmModule;
import io.github.wasmpool.fake.FakeWasmPool;
import io.github.wasmpool.fake.FakeWasmRuntime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each key of a pool arrives at the builders, by whatever way.
 */
class KeyArrivalTests {

	private static final String MODULE = "wasm.pool.module=classpath:io/github/wasmpool/autoconfigure/empty.wasm";

	private static final List<String> FOR_SPRING = List.of("wasm.pool.enabled", "wasm.pool.module",
			"wasm.pool.reload.watch", "wasm.pool.reload.quiet-period");

	static Stream<String> keys() {
		return Metadata.properties()
			.keySet()
			.stream()
			.filter((key) -> key.startsWith("wasm.pool.") && !FOR_SPRING.contains(key));
	}

	@ParameterizedTest
	@MethodSource("keys")
	void itArrives(String key) throws ClassNotFoundException {
		Map<String, @Nullable Object> property = Objects.requireNonNull(Metadata.properties().get(key));
		Sample sample = Sample.of(key, String.valueOf(property.get("type")),
				String.valueOf(property.get("defaultValue")));
		Map<String, String> before = arrived();
		Map<String, String> after = new HashMap<>(arrived(sample.properties().toArray(String[]::new)));
		after.entrySet().removeAll(before.entrySet());
		assertThat(after).isNotEmpty().allSatisfy((setting, value) -> assertThat(value).contains(sample.expected()));
		assertThat(after.keySet().stream().map((setting) -> setting.substring(setting.indexOf('.') + 1)).distinct())
			.hasSize(1);
	}

	private static Map<String, String> arrived(String... properties) {
		Map<String, String> settings = new TreeMap<>();
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(WasmPoolAutoConfiguration.class))
			.withBean("wasmRuntime", WasmRuntime.class, FakeWasmRuntime::new)
			.withPropertyValues(MODULE)
			.withPropertyValues(properties)
			.run((context) -> {
				context.getBean(FakeWasmModule.class)
					.settings()
					.forEach((setting, value) -> settings.put("module." + setting, String.valueOf(value)));
				context.getBean(FakeWasmPool.class)
					.settings()
					.forEach((setting, value) -> settings.put("pool." + setting,
							setting.equals("hostFunctionSource") ? "" : String.valueOf(value)));
			});
		return settings;
	}

	/**
	 * A value for a key, other than its default, and what it is to its builder.
	 */
	private record Sample(String expected, List<String> properties) {

		static Sample of(String key, String type, String defaultValue) throws ClassNotFoundException {
			if (type.startsWith(Map.class.getName())) {
				return new Sample("A_NAME=text", List.of(key + ".A_NAME=text"));
			}
			if (type.endsWith("List<java.lang.String>")) {
				return new Sample("[some, text]", List.of(key + "=some,text"));
			}
			if (type.endsWith("$Directory>")) {
				return new Sample("guest=/guest, host=/host",
						List.of(key + "[0].guest=/guest", key + "[0].host=/host"));
			}
			Class<?> resolved = ClassUtils.forName(type, null);
			if (resolved == Boolean.class) {
				String value = String.valueOf(!Boolean.parseBoolean(defaultValue));
				return new Sample(value, List.of(key + "=" + value));
			}
			if (resolved == Duration.class) {
				return new Sample("PT7S", List.of(key + "=7s"));
			}
			if (resolved == DataSize.class) {
				return new Sample("3072", List.of(key + "=3KB"));
			}
			if (resolved.isEnum()) {
				Object other = Arrays.stream(resolved.getEnumConstants())
					.filter((value) -> !dashed(value).equals(defaultValue))
					.findFirst()
					.orElseThrow();
				return new Sample(other.toString(), List.of(key + "=" + dashed(other)));
			}
			return (resolved == String.class) ? new Sample("text", List.of(key + "=text"))
					: new Sample("3", List.of(key + "=3"));
		}

		private static String dashed(Object constant) {
			return constant.toString().toLowerCase(Locale.ROOT).replace('_', '-');
		}

	}

}
