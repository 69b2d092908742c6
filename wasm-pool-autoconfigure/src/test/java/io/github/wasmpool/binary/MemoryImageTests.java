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
	void fewZerosBetweenTwoRunsAre() {
		ByteBuffer memory = ByteBuffer.allocate(PAGE);
		memory.put(8, (byte) 1).put(8 + 8 + MemoryImage.LEAST_GAP - 8, (byte) 1);
		assertThat(runs(memory)).containsExactly(new Extent(8, 80));
		memory.put(72, (byte) 0).put(80, (byte) 1);
		assertThat(runs(memory)).containsExactly(new Extent(8, 16), new Extent(80, 88));
	}

	@Test
	void theFirstAndTheLastByteAre() {
		ByteBuffer memory = ByteBuffer.allocate(2 * PAGE);
		memory.put(0, (byte) 1).put(2 * PAGE - 1, (byte) 1);
		assertThat(runs(memory)).containsExactly(new Extent(0, 8), new Extent(2 * PAGE - 8, 2 * PAGE));
	}

	@Test
	void aSparseImageThatSpansMuchIsMadeDense() {
		int size = MemoryImage.SPARSE_SPAN + PAGE;
		ByteBuffer memory = ByteBuffer.allocate(size);
		for (int at = 0; at < size; at += 4096) {
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
		memory.put(0, (byte) 1).put(MemoryImage.SPARSE_SPAN - 9, (byte) 1);
		assertThat(runs(memory)).hasSize(2);
	}

	@Test
	void aFewBytesFarBehindAllOthersAreLeftOut() {
		ByteBuffer memory = ByteBuffer.allocate(MemoryImage.REMOTE + 3 * PAGE);
		memory.put(8, (byte) 1);
		assertThat(MemoryImage.withoutRemote(found(memory))).as("nothing lies before").isOne();
		int far = 16 + MemoryImage.REMOTE;
		memory.put(far, (byte) 1).put(far + PAGE, (byte) 1);
		assertThat(found(memory)).hasSize(3);
		assertThat(MemoryImage.withoutRemote(found(memory))).isOne();
		memory.put(16, (byte) 1);
		assertThat(MemoryImage.withoutRemote(found(memory))).as("not far enough").isEqualTo(3);
	}

	@Test
	void manyBytesAndManyRunsFarBehindAreNot() {
		ByteBuffer memory = ByteBuffer.allocate(MemoryImage.REMOTE + 3 * PAGE);
		int far = MemoryImage.REMOTE + PAGE;
		memory.put(8, (byte) 1);
		for (int i = 0; i < MemoryImage.MOST_REMOTE; i++) {
			assertThat(MemoryImage.withoutRemote(found(memory))).isOne();
			memory.put(far + i * 4096, (byte) 1);
		}
		assertThat(MemoryImage.withoutRemote(found(memory))).isOne();
		memory.put(far + 5 * 4096, (byte) 1);
		assertThat(MemoryImage.withoutRemote(found(memory))).isEqualTo(1 + MemoryImage.MOST_REMOTE + 1);
		ByteBuffer large = ByteBuffer.allocate(MemoryImage.REMOTE + 3 * PAGE);
		large.put(8, (byte) 1);
		for (int at = far; at < far + MemoryImage.MOST_REMOTE_BYTES; at++) {
			large.put(at, (byte) 1);
		}
		assertThat(MemoryImage.withoutRemote(found(large))).isOne();
		large.put(far + MemoryImage.MOST_REMOTE_BYTES, (byte) 1);
		assertThat(MemoryImage.withoutRemote(found(large))).isEqualTo(2);
	}

	@Test
	void onlyWhatMayBeNotZeroIsLookedAt() {
		ByteBuffer memory = ByteBuffer.allocate(PAGE);
		for (int page = 0; page < 16; page++) {
			memory.put(page * 4096 + 100, (byte) 1);
		}
		assertThat(MemoryImage.find(memory, List.of(new Extent(4096, 8192), new Extent(12_288, 20_480))))
			.containsExactly(new Extent(4096 + 96, 4096 + 104), new Extent(12_288 + 96, 12_288 + 104),
					new Extent(16_384 + 96, 16_384 + 104));
	}

	@Test
	void moreRunsThanTheEngineBearsAreMerged() {
		int size = 128 * (MemoryImage.MOST_RUNS + PAGE / 128);
		ByteBuffer memory = ByteBuffer.allocate(size / PAGE * PAGE);
		for (int at = 0; at < memory.capacity(); at += 128) {
			memory.put(at, (byte) 1);
		}
		assertThat(memory.capacity() / 128).isGreaterThan(MemoryImage.MOST_RUNS);
		assertThat(runs(memory)).hasSizeLessThanOrEqualTo(MemoryImage.MOST_RUNS);
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
