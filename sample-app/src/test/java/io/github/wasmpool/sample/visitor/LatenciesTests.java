package io.github.wasmpool.sample.visitor;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class LatenciesTests {

	@Test
	void percentilesErrBySixPerCentAtMost() {
		Latencies latencies = new Latencies();
		for (int micros = 1; micros <= 1_000; micros++) {
			latencies.add(micros * 1_000L);
		}
		assertThat(latencies.count()).isEqualTo(1_000);
		assertThat(latencies.percentile(0.5)).isCloseTo(500, within(30.0));
		assertThat(latencies.percentile(0.99)).isCloseTo(990, within(60.0));
		assertThat(latencies.percentile(1)).isEqualTo(1_000);
		assertThat(latencies.longest()).isEqualTo(1_000);
		assertThat(latencies.bars().stream().mapToLong(Latencies.Bar::count).sum()).isEqualTo(1_000);
	}

	@Test
	void withoutCallsThereIsNothing() {
		assertThat(new Latencies().percentile(0.5)).isZero();
		assertThat(new Latencies().bars()).isEmpty();
	}

	@Test
	void whatTakesNoTimeOrVeryLongIsCountedToo() {
		Latencies latencies = new Latencies();
		latencies.add(0);
		latencies.add(Long.MAX_VALUE);
		assertThat(latencies.bars()).hasSize(2);
	}

}
