package io.github.wasmpool.coordination;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import io.github.wasmpool.WasmChunks;
import io.github.wasmpool.WasmCoordinator;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What the operations mean. The calls are written as users write them: whether they
 * compile is part of the test.
 */
class CoordinatorTests extends CoordinatorScenario {

	@Test
	void broadcastGivesTheResultsInTheOrderOfTheInstances() {
		try (WasmCoordinator coordinator = coordinator(5, this.threads)) {
			assertThat(coordinator.size()).isEqualTo(5);
			List<String> results = coordinator.broadcast((instance) -> "of " + FakeInstance.numberOf(instance));
			assertThat(results).containsExactly("of 0", "of 1", "of 2", "of 3", "of 4").isUnmodifiable();
			assertThat(coordinator.broadcast(FakeInstance::numberOf)).containsExactly(0, 1, 2, 3, 4);
			assertThat(coordinator.broadcast((instance) -> FakeInstance.of(instance).uses)).containsOnly(3);
		}
	}

	@Test
	@SuppressWarnings("NullAway") // it does not see the bounds of compiled type variables
	void aResultMayBeNull() {
		try (WasmCoordinator coordinator = coordinator(2, this.threads)) {
			List<@Nullable Integer> results = coordinator.<@Nullable Integer, RuntimeException>broadcast(
					(instance) -> (FakeInstance.numberOf(instance) == 0) ? null : 1);
			assertThat(results).containsExactly(null, 1);
		}
	}

	@Test
	void workWithoutAResultIsDoneOnEachInstance() throws IOException {
		try (WasmCoordinator coordinator = coordinator(3, this.threads)) {
			coordinator.useInstances((instance) -> FakeInstance.of(instance));
			coordinator.useInstances(CoordinatorTests::touch);
			assertThat(coordinator.broadcast((instance) -> FakeInstance.of(instance).uses)).containsExactly(3, 3, 3);
		}
	}

	@Test
	void whatTheWorkThrowsIsThrownWithItsType() {
		try (WasmCoordinator coordinator = coordinator(3, this.threads)) {
			assertThatIOException().isThrownBy(() -> coordinator.broadcast((instance) -> read(instance, "a", 0)));
			assertThatIOException()
				.isThrownBy(() -> coordinator.pipeline("a", (instance, value) -> read(instance, value, 1)));
			assertThatIOException().isThrownBy(() -> coordinator.mapReduce(WasmChunks.of(new int[9], 4),
					(instance, chunk) -> read(instance, "a", 2), List::size));
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> coordinator.useInstances((instance) -> {
				throw new AssertionError("scripted");
			})).withMessage("scripted");
		}
	}

	@Test
	void aPipelinePassesAValueThroughAllInstancesInTurn() throws IOException {
		try (WasmCoordinator coordinator = coordinator(3, this.threads)) {
			assertThat(coordinator.pipeline("in", (instance, value) -> value + FakeInstance.numberOf(instance)))
				.isEqualTo("in012");
			String read = coordinator.pipeline("in", (instance, value) -> read(instance, value, 7));
			assertThat(read).isEqualTo("in012");
		}
	}

	@Test
	void aPipelineOfStagesGivesEachAnInstance() throws IOException {
		try (WasmCoordinator coordinator = coordinator(3, this.threads)) {
			assertThat(coordinator.pipeline("in",
					List.of((instance, value) -> value + FakeInstance.numberOf(instance),
							(instance, value) -> value.replace("in", "IN") + FakeInstance.numberOf(instance))))
				.isEqualTo("IN01");
			WasmStage<String, IOException> stage = (instance, value) -> read(instance, value, 7);
			assertThat(coordinator.pipeline("in", List.of(stage, stage, stage))).isEqualTo("in012");
			assertThat(coordinator.pipeline("in", List.<WasmStage<String, RuntimeException>>of())).isEqualTo("in");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> coordinator.pipeline("in", List.of(stage, stage, stage, stage)))
				.withMessage("A pipeline of 4 stages needs as many instances, but the coordinator has 3; lease more");
		}
	}

	@ParameterizedTest
	@CsvSource({ "1, 10", "3, 10", "4, 3", "8, 100003", "5, 0" })
	void dataIsSplitEvenlyOverTheInstances(int instances, int length) {
		int[] data = IntStream.range(0, length).toArray();
		try (WasmCoordinator coordinator = coordinator(instances, this.threads)) {
			List<int[]> chunks = coordinator.mapReduce(WasmChunks.of(data, instances), (instance, chunk) -> chunk,
					(results) -> results);
			assertThat(chunks).hasSize(Math.min(instances, length));
			assertThat(chunks.stream().flatMapToInt(Arrays::stream).toArray()).isEqualTo(data);
			assertThat(chunks)
				.allSatisfy((chunk) -> assertThat(chunk.length).isBetween(length / instances, length / instances + 1)
					.isPositive());
		}
	}

	@Test
	void asManyChunksAsInstancesHaveOneEach() {
		try (WasmCoordinator coordinator = coordinator(4, null)) {
			List<Integer> seen = coordinator.mapReduce(List.of("a", "b", "c", "d"),
					(instance, chunk) -> FakeInstance.numberOf(instance), (results) -> results);
			assertThat(seen).containsExactly(0, 1, 2, 3);
		}
	}

	@Test
	void allKindsOfDataCanBeMapped() throws IOException {
		try (WasmCoordinator coordinator = coordinator(3, this.threads)) {
			String joined = coordinator.mapReduce(List.of("a", "b", "c", "d"),
					(instance, chunk) -> String.join("", chunk), String::concat);
			assertThat(joined).isEqualTo("abcd");
			int count = coordinator.mapReduce(List.of("a", "b", "c", "d"), (instance, chunk) -> chunk.size(),
					(results) -> results.size());
			assertThat(count).isEqualTo(3);
			int sum = coordinator.mapReduce(WasmChunks.of(new int[] { 1, 2, 3, 4 }, 3),
					(instance, chunk) -> Arrays.stream(chunk).sum(), Integer::sum);
			assertThat(sum).isEqualTo(10);
			long greatest = coordinator.mapReduce(WasmChunks.of(new long[] { 1, 2, 3, 4 }, 3),
					(instance, chunk) -> Arrays.stream(chunk).sum(), Math::max);
			assertThat(greatest).isEqualTo(7);
			float last = coordinator.mapReduce(WasmChunks.of(new float[] { 1, 2 }, 3), (instance, chunk) -> chunk[0],
					Float::max);
			assertThat(last).isEqualTo(2);
			double total = coordinator.mapReduce(WasmChunks.of(new double[] { 1, 2, 3 }, 3),
					(instance, chunk) -> chunk[0],
					(results) -> results.stream().mapToDouble(Double::doubleValue).sum());
			assertThat(total).isEqualTo(6);
			byte digits = coordinator.mapReduce(WasmChunks.of(new byte[] { 1, 2, 3 }, 3), (instance, chunk) -> {
				touch(instance);
				return chunk[0];
			}, (left, right) -> (byte) (left * 10 + right));
			assertThat(digits).isEqualTo((byte) 123);
			int each = coordinator.mapReduce(WasmChunks.of(new int[] { 1, 2, 3, 4 }, 4), (instance, chunk) -> chunk[0],
					Integer::sum);
			assertThat(each).isEqualTo(10);
			List<Character> firsts = coordinator.mapReduce(WasmChunks.ofEach(List.of("x", "y", "z", "x", "y")),
					(instance, chunk) -> read(instance, chunk, 7).charAt(0), List::copyOf);
			assertThat(firsts).containsExactly('x', 'y', 'z', 'x', 'y');
		}
	}

	@Test
	void moreChunksThanInstancesGoToWhoeverIsFree() {
		try (WasmCoordinator coordinator = coordinator(3, this.threads)) {
			int[] data = IntStream.range(0, 1000).toArray();
			List<Integer> order = coordinator.mapReduce(WasmChunks.of(data, 1000), (instance, chunk) -> {
				FakeInstance.of(instance);
				return chunk[0];
			}, (results) -> results);
			assertThat(order).containsExactlyElementsOf(Arrays.stream(data).boxed().toList());
			assertThat(
					coordinator.<Integer, RuntimeException>broadcast((instance) -> FakeInstance.of(instance).uses - 1)
						.stream()
						.mapToInt(Integer::intValue)
						.sum())
				.isEqualTo(1000);
		}
	}

	@Test
	void noDataGivesNoResults() {
		try (WasmCoordinator coordinator = coordinator(3, this.threads)) {
			int none = coordinator.mapReduce(List.<String>of(), (instance, chunk) -> 1, (results) -> results.size());
			assertThat(none).isZero();
			assertThatIllegalArgumentException()
				.isThrownBy(
						() -> coordinator.mapReduce(WasmChunks.of(new int[0], 3), (instance, chunk) -> 1, Integer::sum))
				.withMessageContaining("There is no data to make a result of");
			assertThatIllegalArgumentException().isThrownBy(() -> WasmChunks.of(new int[1], 0))
				.withMessage("'chunks' must be at least 1 but is 0");
		}
	}

	@Test
	@SuppressWarnings("NullAway") // it does not see the bounds of compiled type variables
	void dataMayContainNullAndChangeLater() {
		List<@Nullable String> data = new ArrayList<>(Collections.<@Nullable String>nCopies(4, null));
		WasmChunks<List<@Nullable String>> chunks = WasmChunks.of(data, 2);
		data.clear();
		try (WasmCoordinator coordinator = coordinator(2, this.threads)) {
			assertThat(coordinator.mapReduce(chunks, (instance, chunk) -> chunk.size(), Integer::sum)).isEqualTo(4);
		}
		assertThat(chunks.get(0)).isUnmodifiable();
		assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> chunks.get(2))
			.withMessage("There is no chunk 2 of 2");
	}

	@Test
	void reduceMayUseTheCoordinator() {
		try (WasmCoordinator coordinator = coordinator(2, this.threads)) {
			List<Integer> numbers = coordinator.mapReduce(WasmChunks.of(new int[2], 2),
					(instance, chunk) -> chunk.length, (results) -> coordinator.broadcast(FakeInstance::numberOf));
			assertThat(numbers).containsExactly(0, 1);
		}
	}

	private static void touch(WasmInstance instance) throws IOException {
		read(instance, "", 7);
	}

	private static String read(WasmInstance instance, String value, int bad) throws IOException {
		int number = FakeInstance.numberOf(instance);
		if (number == bad) {
			throw new IOException("bad instance");
		}
		return value + number;
	}

}
