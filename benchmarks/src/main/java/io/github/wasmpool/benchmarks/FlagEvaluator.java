package io.github.wasmpool.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.wasmpool.WasmInstance;

/**
 * How the flag evaluator of {@link RealGuest#FEATURE_FLAGS} is configured and asked.
 */
final class FlagEvaluator {

	/** About 100 kB of configuration. */
	private static final int FEATURES = 185;

	/** How AssemblyScript knows its strings. */
	private static final int STRING = 2;

	/** Digits of which a version is one. */
	static final int VERSIONS = 10;

	private static final String PLATFORM = """
			{"platform":"Java","platformVersion":"17","sdkType":"server","sdkVersion":"1","hostname":"h"}""";

	/** Made once, as they come from elsewhere. */
	private static final List<String> CONFIGURATIONS = IntStream.range(0, VERSIONS)
		.mapToObj(FlagEvaluator::configuration)
		.toList();

	private FlagEvaluator() {
	}

	/**
	 * Configure an evaluator.
	 * @param evaluator an instance
	 * @param version a digit that its answers tell
	 */
	static void configure(WasmInstance evaluator, int version) {
		evaluator.callVoid("setPlatformData", string(evaluator, PLATFORM));
		evaluator.callVoid("setConfigData", string(evaluator, "sdk"), string(evaluator, CONFIGURATIONS.get(version)));
	}

	/**
	 * Evaluate all flags for a user.
	 * @param evaluator an instance that is configured
	 * @return the version of the configuration
	 */
	static int evaluate(WasmInstance evaluator) {
		int at = evaluator.callInt("generateBucketedConfigForUser", string(evaluator, "sdk"),
				string(evaluator, "{\"user_id\":\"user\"}"));
		byte[] answer = evaluator.memory().read(at, evaluator.memory().readInt(at - Integer.BYTES));
		String text = new String(answer, StandardCharsets.UTF_16LE);
		return text.charAt(text.indexOf("version ") + "version ".length()) - '0';
	}

	private static int string(WasmInstance instance, String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_16LE);
		int at = instance.callInt("__pin", instance.callInt("__new", bytes.length, STRING));
		instance.memory().write(at, bytes);
		return at;
	}

	private static String configuration(int version) {
		return """
				{"project":{"_id":"p","key":"project","a0_organization":"org","settings":{"edgeDB":{"enabled":false},
				"optIn":{"enabled":false,"title":"","description":"","imageURL":"",
				"colors":{"primary":"#000000","secondary":"#ffffff"}}}},
				"environment":{"_id":"e","key":"environment"},
				"features":[%s],"variables":[%s],"variableHashes":{%s}}""".formatted(each((i) -> feature(i, version)),
				each((i) -> "{\"_id\":\"v%1$d\",\"type\":\"String\",\"key\":\"flag%1$d\"}".formatted(i)),
				each((i) -> "\"flag%1$d\":%1$d".formatted(i)));
	}

	private static String feature(int number, int version) {
		return """
				{"_id":"f%1$d","key":"feature%1$d","type":"release","variations":[
				{"_id":"on%1$d","name":"on","key":"on","variables":[{"_var":"v%1$d","value":"on, version %2$d"}]},
				{"_id":"off%1$d","name":"off","key":"off","variables":[{"_var":"v%1$d","value":"off, version %2$d"}]}],
				"configuration":{"_id":"c%1$d","targets":[{"_id":"t%1$d",
				"_audience":{"_id":"a%1$d","filters":{"operator":"and","filters":[{"type":"all"}]}},
				"distribution":[{"_variation":"on%1$d","percentage":0.5},{"_variation":"off%1$d","percentage":0.5}]}]}}"""
			.formatted(number, version);
	}

	private static String each(IntFunction<String> text) {
		return IntStream.range(0, FEATURES).mapToObj(text).collect(Collectors.joining(","));
	}

}
