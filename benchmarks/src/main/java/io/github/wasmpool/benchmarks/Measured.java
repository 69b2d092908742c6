package io.github.wasmpool.benchmarks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;

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
		Map<String, List<Double>> scores = new HashMap<>();
		for (int round = 0; round < ROUNDS; round++) {
			for (String benchmark : benchmarks) {
				String method = benchmark.substring(benchmark.indexOf('.') + 1);
				for (RunResult result : new Runner(options(threads, size, benchmark)).run()) {
					scores.computeIfAbsent(method, (name) -> new ArrayList<>()).addAll(iterations(result));
				}
			}
		}
		Map<String, Double> medians = new HashMap<>();
		scores.forEach((method, values) -> medians.put(method, median(values)));
		return new Figures(medians);
	}

	private static Options options(int threads, int size, String benchmark) {
		return new OptionsBuilder().include("\\." + Pattern.quote(benchmark) + "$")
			.param("size", String.valueOf(size))
			.threads(threads)
			.forks(1)
			.jvmArgsAppend("--enable-native-access=ALL-UNNAMED")
			.warmupIterations(2)
			.warmupTime(ITERATION)
			.measurementIterations(5)
			.measurementTime(ITERATION)
			.verbosity(VerboseMode.SILENT)
			.shouldFailOnError(true)
			.build();
	}

	private static List<Double> iterations(RunResult result) {
		return result.getBenchmarkResults()
			.stream()
			.flatMap((fork) -> fork.getIterationResults().stream())
			.map((iteration) -> iteration.getPrimaryResult().getScore())
			.toList();
	}

	private static double median(List<Double> values) {
		double[] sorted = values.stream().flatMapToDouble(DoubleStream::of).sorted().toArray();
		int middle = sorted.length / 2;
		return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	}

}
