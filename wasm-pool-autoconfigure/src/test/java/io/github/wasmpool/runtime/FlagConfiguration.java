package io.github.wasmpool.runtime;

import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.wasmpool.WasmInstance;

/**
 * A configuration of the flag evaluator of {@link RealGuest#FEATURE_FLAGS}: features that
 * split their users in two halves, differently in each version.
 */
public final class FlagConfiguration {

	private static final String KEY = "sdk";

	private static final String PLATFORM = """
			{"platform":"Java","platformVersion":"17","sdkType":"server","sdkVersion":"1","hostname":"h"}""";

	private FlagConfiguration() {
	}

	/**
	 * Configure an evaluator.
	 * @param evaluator an instance
	 * @param features the number of features, each of about 500 bytes
	 * @param version what the values of the flags tell
	 */
	public static void set(WasmInstance evaluator, int features, int version) {
		evaluator.callVoid("setPlatformData", AssemblyScript.newString(evaluator, PLATFORM));
		evaluator.callVoid("setConfigData", AssemblyScript.newString(evaluator, KEY),
				AssemblyScript.newString(evaluator, json(features, version)));
	}

	/**
	 * Evaluate all flags for a user.
	 * @param evaluator an instance that is configured
	 * @param user the name of the user
	 * @return the evaluator's answer, as JSON
	 */
	public static String evaluate(WasmInstance evaluator, String user) {
		return AssemblyScript.call(evaluator, "generateBucketedConfigForUser", KEY, "{\"user_id\":\"" + user + "\"}");
	}

	private static String json(int features, int version) {
		return """
				{"project":{"_id":"p","key":"project","a0_organization":"org","settings":{"edgeDB":{"enabled":false},
				"optIn":{"enabled":false,"title":"","description":"","imageURL":"",
				"colors":{"primary":"#000000","secondary":"#ffffff"}}}},
				"environment":{"_id":"e","key":"environment"},
				"features":[%s],"variables":[%s],"variableHashes":{%s}}""".formatted(
				each(features, (i) -> feature(i, version)),
				each(features, (i) -> "{\"_id\":\"v%1$d\",\"type\":\"String\",\"key\":\"flag%1$d\"}".formatted(i)),
				each(features, (i) -> "\"flag%1$d\":%1$d".formatted(i)));
	}

	private static String feature(int number, int version) {
		return String.format(Locale.ROOT,
				"""
						{"_id":"f%1$d","key":"feature%1$d","type":"release","variations":[
						{"_id":"on%1$d","name":"on","key":"on","variables":[{"_var":"v%1$d","value":"on, version %2$d"}]},
						{"_id":"off%1$d","name":"off","key":"off","variables":[{"_var":"v%1$d","value":"off, version %2$d"}]}],
						"configuration":{"_id":"c%1$d","targets":[{"_id":"t%1$d",
						"_audience":{"_id":"a%1$d","filters":{"operator":"and","filters":[{"type":"all"}]}},
						"distribution":[{"_variation":"on%1$d","percentage":0.5},{"_variation":"off%1$d","percentage":0.5}]}]}}""",
				number, version);
	}

	private static String each(int count, IntFunction<String> text) {
		return IntStream.range(0, count).mapToObj(text).collect(Collectors.joining(","));
	}

}
