package io.github.wasmpool.benchmarks;

import java.util.Collection;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the benchmarks, which run once each and whose figures nobody looks at.
 */
class BenchmarkTests {

	@Test
	void everyBenchmarkRuns() throws RunnerException {
		OptionsBuilder options = new OptionsBuilder();
		options.forks(0)
			.warmupIterations(0)
			.measurementIterations(1)
			.measurementTime(TimeValue.milliseconds(1))
			.threads(1)
			.param("size", "2")
			.shouldFailOnError(true)
			.verbosity(VerboseMode.SILENT);
		boolean stormpot = Runtime.version().feature() >= StormpotBenchmark.JAVA;
		if (!stormpot) {
			options.exclude(StormpotBenchmark.class.getName());
		}
		Collection<RunResult> results = new Runner(options.build()).run();
		assertThat(results).hasSize(stormpot ? 89 : 88);
	}

}
