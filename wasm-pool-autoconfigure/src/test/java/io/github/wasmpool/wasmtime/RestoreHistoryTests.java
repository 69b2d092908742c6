package io.github.wasmpool.wasmtime;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many states live on for instances that left them.
 */
class RestoreHistoryTests {

	private final RestoreHistory history = new RestoreHistory();

	private final Object[] states = IntStream.range(0, 5).mapToObj((i) -> new Object()).toArray();

	@Test
	void fewStatesCanBeLeftAtATime() {
		for (int i = 0; i < 4; i++) {
			assertThat(this.history.leave(this.states[i])).isTrue();
		}
		assertThat(this.history.leave(this.states[4])).isFalse();
		assertThat(this.history.leave(this.states[3])).as("by another instance of the same state").isTrue();
		this.history.gone(this.states[3]);
		assertThat(this.history.leave(this.states[4])).as("one of the two still lives").isFalse();
		this.history.gone(this.states[3]);
		assertThat(this.history.leave(this.states[4])).isTrue();
	}

}
