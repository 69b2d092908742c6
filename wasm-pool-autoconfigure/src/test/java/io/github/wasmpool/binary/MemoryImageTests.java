package io.github.wasmpool.binary;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.github.wasmpool.binary.MemoryImage.Run;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What of a memory is written down is all that is not zero, in as many segments as the
 * engine bears, and dense enough for it to be mapped.
 */
class MemoryImageTests {

	private static final int PAGE = 65_536;

	@Test
	void zerosAreNotWrittenDown() {
		assertThat(MemoryImage.runs(ByteBuffer.allocate(0))).isEmpty();
		assertThat(MemoryImage.runs(ByteBuffer.allocate(3 * PAGE))).isEmpty();
	}

	@Test
	void fewZerosBetweenTwoRunsAre() {
		ByteBuffer memory = ByteBuffer.allocate(PAGE);
		memory.put(8, (byte) 1).put(8 + 8 + MemoryImage.LEAST_GAP - 8, (byte) 1);
		assertThat(MemoryImage.runs(memory)).containsExactly(new Run(8, 80));
		memory.put(72, (byte) 0).put(80, (byte) 1);
		assertThat(MemoryImage.runs(memory)).containsExactly(new Run(8, 16), new Run(80, 88));
	}

	@Test
	void theFirstAndTheLastByteAre() {
		ByteBuffer memory = ByteBuffer.allocate(2 * PAGE);
		memory.put(0, (byte) 1).put(2 * PAGE - 1, (byte) 1);
		assertThat(MemoryImage.runs(memory)).containsExactly(new Run(0, 8), new Run(2 * PAGE - 8, 2 * PAGE));
	}

	@Test
	void aSparseImageThatSpansMuchIsMadeDense() {
		int size = MemoryImage.SPARSE_SPAN + PAGE;
		ByteBuffer memory = ByteBuffer.allocate(size);
		for (int at = 0; at < size; at += 4096) {
			memory.put(at, (byte) 1);
		}
		List<Run> runs = MemoryImage.runs(memory);
		long written = MemoryImage.size(runs);
		long span = (long) runs.get(runs.size() - 1).end() - runs.get(0).start();
		assertThat(written * 100).isGreaterThanOrEqualTo(span * MemoryImage.DENSITY);
	}

	@Test
	void aSparseImageThatSpansLittleIsNot() {
		ByteBuffer memory = ByteBuffer.allocate(MemoryImage.SPARSE_SPAN);
		memory.put(0, (byte) 1).put(MemoryImage.SPARSE_SPAN - 9, (byte) 1);
		assertThat(MemoryImage.runs(memory)).hasSize(2);
	}

	@Test
	void moreRunsThanTheEngineBearsAreMerged() {
		int size = 128 * (MemoryImage.MOST_RUNS + PAGE / 128);
		ByteBuffer memory = ByteBuffer.allocate(size / PAGE * PAGE);
		for (int at = 0; at < memory.capacity(); at += 128) {
			memory.put(at, (byte) 1);
		}
		assertThat(memory.capacity() / 128).isGreaterThan(MemoryImage.MOST_RUNS);
		assertThat(MemoryImage.runs(memory)).hasSizeLessThanOrEqualTo(MemoryImage.MOST_RUNS);
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
			List<Run> runs = new ArrayList<>(MemoryImage.runs(ByteBuffer.wrap(bytes)));
			runs.forEach((run) -> System.arraycopy(bytes, run.start(), copy, run.start(), run.length()));
			assertThat(copy).as("round %d", round).isEqualTo(bytes);
		}
	}

}
