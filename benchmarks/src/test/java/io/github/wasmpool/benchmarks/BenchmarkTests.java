package io.github.wasmpool.benchmarks;

import java.io.IOException;
import java.util.Collection;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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
		assertThat(results).hasSize(stormpot ? 102 : 101);
	}

	@Test
	void aRunIsWrittenForPrograms() throws IOException {
		Row row = Row.ofTimes("this, against that", 10, 40, 0.2);
		Report.Run run = new Report.Run("now", Surroundings.here(), 0.5, 0.6,
				List.of(new Report.Line("calls", row.what(), row.numbers())));
		JsonNode json = new JsonMapper().readTree(Report.json(run));
		assertThat(json.at("/surroundings/processors").asInt()).isPositive();
		assertThat(json.at("/surroundings/versions").propertyNames()).containsExactlyInAnyOrder("chicory",
				"commons-pool2", "stormpot", "wasmtime-java");
		assertThat(json.at("/surroundings/versions/chicory").asString()).isEqualTo("1.7.5");
		assertThat(json.at("/rows/0")).isEqualTo(new JsonMapper().readTree("""
				{ "name": "calls", "what": "this, against that", "unit": "ns", "pool": 10.0, "against": 40.0,
				  "ratio": 0.25, "reach": 0.2, "missed": true }"""));
	}

}
