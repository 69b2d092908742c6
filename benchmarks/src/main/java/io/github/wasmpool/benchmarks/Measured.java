package io.github.wasmpool.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Quick runs of JMH: the sides in turns, each time in a JVM of its own, and of all
 * iterations the median, which a busy moment of the machine does not move.
 */
final class Measured {

	private static final int ROUNDS = 2;

	private static final int ROUNDS_OF_GAINS = 5;

	private static final int WARM_UPS = 2;

	private static final int LONG_WARM_UP = 10;

	/**
	 * A heap whose pages the system has given already, as that of an application that
	 * runs for a while: a young one takes a page fault for every 4 KiB that are
	 * allocated, which is most of what a text of 64 KiB takes then.
	 */
	private static final List<String> USED_HEAP = List.of("-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch");

	private static final TimeValue ITERATION = TimeValue.milliseconds(400);

	private Measured() {
	}

	/**
	 * Measure.
	 * @param threads how many threads call at once
	 * @param size the objects of a pool, for benchmarks that have one
	 * @param benchmarks a class each, a dot and a method
	 * @return nanoseconds an operation, by method
	 */
	static Figures nanos(int threads, int size, String... benchmarks) throws RunnerException {
		return nanos(threads, Map.of("size", String.valueOf(size)), WARM_UPS, benchmarks);
	}

	/**
	 * Measure on one thread.
	 * @param param a parameter of the benchmarks that have it
	 * @param value its value
	 * @param benchmarks a class each, a dot and a method
	 * @return nanoseconds an operation, by method
	 */
	static Figures nanos(String param, Object value, String... benchmarks) throws RunnerException {
		return nanos(1, Map.of(param, value.toString()), WARM_UPS, benchmarks);
	}

	/**
	 * Measure what the compiler of the JVM takes long to get right, after five times as
	 * long a warm-up.
	 * @param threads how many threads call at once
	 * @param size the objects of a pool
	 * @param benchmarks a class each, a dot and a method
	 * @return nanoseconds an operation, by method
	 */
	static Figures nanosOnceCompiled(int threads, int size, String... benchmarks) throws RunnerException {
		return nanos(threads, Map.of("size", String.valueOf(size)), LONG_WARM_UP, benchmarks);
	}

	/**
	 * Measure what two threads get done against one, in turns.
	 * @param param a parameter of the benchmark, if it has it
	 * @param value its value
	 * @param benchmark a class, a dot and a method
	 * @return the throughput of two threads against that of one, the median of several
	 * runs
	 */
	static double gain(String param, Object value, String benchmark) throws RunnerException {
		Map<String, String> params = Map.of(param, value.toString());
		List<Double> gains = new ArrayList<>();
		for (int round = 0; round < ROUNDS_OF_GAINS; round++) {
			gains.add(2 * median(scores(1, params, WARM_UPS, benchmark))
					/ median(scores(2, params, WARM_UPS, benchmark)));
		}
		return median(gains);
	}

	private static Figures nanos(int threads, Map<String, String> params, int warmUps, String... benchmarks)
			throws RunnerException {
		Map<String, List<Double>> scores = new HashMap<>();
		for (int round = 0; round < ROUNDS; round++) {
			for (String benchmark : benchmarks) {
				String method = benchmark.substring(benchmark.indexOf('.') + 1);
				scores.computeIfAbsent(method, (name) -> new ArrayList<>())
					.addAll(scores(threads, params, warmUps, benchmark));
			}
		}
		Map<String, Double> medians = new HashMap<>();
		scores.forEach((method, values) -> medians.put(method, median(values)));
		return new Figures(medians);
	}

	private static List<Double> scores(int threads, Map<String, String> params, int warmUps, String benchmark)
			throws RunnerException {
		Collection<RunResult> results = new Runner(options(threads, params, warmUps, benchmark)).run();
		return results.stream().flatMap(Measured::iterations).toList();
	}

	private static Options options(int threads, Map<String, String> params, int warmUps, String benchmark) {
		OptionsBuilder options = new OptionsBuilder();
		params.forEach(options::param);
		return options.include("\\." + Pattern.quote(benchmark) + "$")
			.threads(threads)
			.forks(1)
			.jvmArgsAppend(Stream.concat(Child.JVM_OPTIONS.stream(), USED_HEAP.stream()).toArray(String[]::new))
			.warmupIterations(warmUps)
			.warmupTime(ITERATION)
			.measurementIterations(5)
			.measurementTime(ITERATION)
			.verbosity(VerboseMode.SILENT)
			.shouldFailOnError(true)
			.build();
	}

	private static Stream<Double> iterations(RunResult result) {
		return result.getBenchmarkResults()
			.stream()
			.flatMap((fork) -> fork.getIterationResults().stream())
			.map((iteration) -> iteration.getPrimaryResult().getScore());
	}

	private static double median(List<Double> values) {
		double[] sorted = values.stream().flatMapToDouble(DoubleStream::of).sorted().toArray();
		int middle = sorted.length / 2;
		return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	}

}
