package io.github.wasmpool.wasmtime;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How often putting instances back is tried where it was dear.
 */
class RestoreEffortTests {

	private final RestoreEffort effort = new RestoreEffort();

	/** Return how many of so many instances are to be put back. */
	private long tried(int instances) {
		return IntStream.range(0, instances).filter((i) -> this.effort.isWorthIt()).count();
	}

	private void inVain(int instances) {
		for (int i = 0; i < instances; i++) {
			this.effort.wasInVain();
		}
	}

	@Test
	void allTryUntilThreeInARowWereInVain() {
		assertThat(tried(100)).isEqualTo(100);
		inVain(2);
		assertThat(tried(100)).isEqualTo(100);
	}

	@Test
	void thenOneOfSixtyFourTries() {
		inVain(3);
		assertThat(tried(63)).isZero();
		assertThat(tried(1)).isOne();
		assertThat(tried(64)).isOne();
	}

	@Test
	void allTryAgainOnceOneWasWorthIt() {
		inVain(3);
		this.effort.wasWorthIt();
		assertThat(tried(100)).isEqualTo(100);
		inVain(2);
		assertThat(tried(100)).as("counted anew").isEqualTo(100);
	}

}
