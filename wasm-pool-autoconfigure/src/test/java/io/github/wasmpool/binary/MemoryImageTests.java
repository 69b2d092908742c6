package io.github.wasmpool.binary;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What of a memory is written down is all that is not zero, in as many segments as the
 * engine bears, and dense enough for it to be mapped.
 */
class MemoryImageTests {

	private static final int PAGE = 65_536;

	private static List<Extent> runs(ByteBuffer memory) {
		return MemoryImage.mapped(found(memory));
	}

	private static List<Extent> found(ByteBuffer memory) {
		return MemoryImage.find(memory, List.of(new Extent(0, memory.capacity())));
	}

	@Test
	void zerosAreNotWrittenDown() {
		assertThat(runs(ByteBuffer.allocate(0))).isEmpty();
		assertThat(runs(ByteBuffer.allocate(3 * PAGE))).isEmpty();
	}

	@Test
	void pagesOfZerosBetweenTwoRunsAreNot() {
		ByteBuffer memory = ByteBuffer.allocate(PAGE);
		memory.put(8, (byte) 1).put(4095, (byte) 1).put(4096, (byte) 1);
		assertThat(runs(memory)).containsExactly(new Extent(0, 8192));
		memory.put(4096, (byte) 0).put(8192, (byte) 1);
		assertThat(runs(memory)).containsExactly(new Extent(0, 4096), new Extent(8192, 12_288));
	}

	@Test
	void theFirstAndTheLastByteAreWrittenDown() {
		ByteBuffer memory = ByteBuffer.allocate(2 * PAGE);
		memory.put(0, (byte) 1).put(2 * PAGE - 1, (byte) 1);
		assertThat(runs(memory)).containsExactly(new Extent(0, 4096), new Extent(2 * PAGE - 4096, 2 * PAGE));
	}

	@Test
	void aSparseImageThatSpansMuchIsMadeDense() {
		int size = MemoryImage.SPARSE_SPAN + PAGE;
		ByteBuffer memory = ByteBuffer.allocate(size);
		for (int at = 0; at < size; at += 3 * 4096) {
			memory.put(at, (byte) 1);
		}
		List<Extent> runs = runs(memory);
		long written = MemoryImage.size(runs);
		long span = runs.get(runs.size() - 1).end() - runs.get(0).start();
		assertThat(written * 100).isGreaterThanOrEqualTo(span * MemoryImage.DENSITY);
	}

	@Test
	void aSparseImageThatSpansLittleIsNot() {
		ByteBuffer memory = ByteBuffer.allocate(MemoryImage.SPARSE_SPAN);
		memory.put(0, (byte) 1).put(MemoryImage.SPARSE_SPAN - 4097, (byte) 1);
		assertThat(runs(memory)).hasSize(2);
	}

	@Test
	void aFewPagesFarBehindAllOthersAreLeftOut() {
		ByteBuffer memory = ByteBuffer.allocate(MemoryImage.REMOTE + 3 * PAGE);
		memory.put(8, (byte) 1);
		assertThat(MemoryImage.withoutRemote(found(memory))).as("nothing lies before").isOne();
		int far = 4096 + MemoryImage.REMOTE;
		memory.put(far, (byte) 1).put(far + PAGE, (byte) 1);
		assertThat(found(memory)).hasSize(3);
		assertThat(MemoryImage.withoutRemote(found(memory))).isOne();
		memory.put(4096, (byte) 1);
		assertThat(MemoryImage.withoutRemote(found(memory))).as("not far enough").isEqualTo(3);
	}

	@Test
	void manyPagesFarBehindAreNot() {
		for (int step : new int[] { 4096, 8192 }) {
			ByteBuffer memory = ByteBuffer.allocate(MemoryImage.REMOTE + 3 * PAGE);
			int far = MemoryImage.REMOTE + PAGE;
			memory.put(8, (byte) 1);
			for (int i = 0; i < MemoryImage.MOST_REMOTE; i++) {
				memory.put(far + i * step, (byte) 1);
				assertThat(MemoryImage.withoutRemote(found(memory))).isOne();
			}
			memory.put(far + MemoryImage.MOST_REMOTE * step, (byte) 1);
			assertThat(MemoryImage.withoutRemote(found(memory))).isEqualTo(found(memory).size()).isGreaterThan(1);
		}
	}

	@Test
	void onlyWhatMayBeNotZeroIsLookedAt() {
		ByteBuffer memory = ByteBuffer.allocate(PAGE);
		for (int page = 0; page < 16; page++) {
			memory.put(page * 4096 + 100, (byte) 1);
		}
		assertThat(MemoryImage.find(memory, List.of(new Extent(4096, 8192), new Extent(12_288, 20_480))))
			.containsExactly(new Extent(4096, 8192), new Extent(12_288, 20_480));
	}

	@Test
	void moreRunsThanTheEngineBearsAreMerged() {
		List<Extent> runs = new ArrayList<>();
		for (int i = 0; i <= MemoryImage.MOST_RUNS; i++) {
			runs.add(new Extent(12_288L * i, 12_288L * i + 8192));
		}
		assertThat(MemoryImage.mapped(runs)).hasSizeLessThanOrEqualTo(MemoryImage.MOST_RUNS);
	}

	@Test
	void allThatIsNotZeroIsWrittenDownWhateverLiesThere() {
		Random random = new Random(18);
		for (int round = 0; round < 200; round++) {
			byte[] bytes = new byte[PAGE * (1 + random.nextInt(4))];
			for (int i = random.nextInt(200); i > 0; i--) {
				int length = 1 + random.nextInt(1 << random.nextInt(12));
				int at = random.nextInt(bytes.length - length);
				for (int j = at; j < at + length; j++) {
					bytes[j] = (byte) random.nextInt();
				}
			}
			byte[] copy = new byte[bytes.length];
			List<Extent> runs = new ArrayList<>(runs(ByteBuffer.wrap(bytes)));
			runs.forEach(
					(run) -> System.arraycopy(bytes, (int) run.start(), copy, (int) run.start(), (int) run.length()));
			assertThat(copy).as("round %d", round).isEqualTo(bytes);
		}
	}

}
