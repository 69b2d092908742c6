package io.github.wasmpool.wasmtime;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is read of a map of pages, and what is made of it.
 */
class PageMapTests {

	private static final int PAGE = 4096;

	private static final long PRESENT = 1L << 63;

	private static final long SWAPPED = 1L << 62;

	private static final long OF_FILE = 1L << 61;

	private static final long SOFT_DIRTY = 1L << 55;

	@TempDir
	private Path directory;

	@Test
	void aPageMayHaveBeenWrittenIfItIsThereOrPutAwayAndOfNoFile() throws IOException {
		Path file = map(0, PRESENT, SWAPPED, PRESENT | SWAPPED, PRESENT | OF_FILE, SWAPPED | OF_FILE, OF_FILE,
				PRESENT | SOFT_DIRTY | 4711, SOFT_DIRTY);
		PageMap.Reader reader = new PageMap.Reader(file.toString(), PAGE);
		reader.read(0, 9);
		StringBuilder written = new StringBuilder();
		for (int page = 0; page < 9; page++) {
			written.append(reader.isWritten(page) ? 'w' : '-');
		}
		assertThat(written).hasToString("-www---w-");
		reader.read(PAGE * 7, 2);
		assertThat(reader.isWritten(0)).isTrue();
		assertThat(reader.isWritten(1)).isFalse();
		reader.close();
	}

	@Test
	void aPlaceOfTheMapFollowsFromTheAddressAndTheSizeOfAPage() throws IOException {
		Path file = map(0, 0, PRESENT);
		for (int pageSize : new int[] { 4096, 16_384, 65_536 }) {
			PageMap.Reader reader = new PageMap.Reader(file.toString(), pageSize);
			reader.read(2L * pageSize, 1);
			assertThat(reader.isWritten(0)).isTrue();
			reader.close();
		}
	}

	@Test
	void aMapThatEndsTooEarlyIsAFailure() throws IOException {
		PageMap.Reader reader = new PageMap.Reader(map(0, 0).toString(), PAGE);
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> reader.read(PAGE, 2));
		reader.close();
	}

	@Test
	void aMissingMapAndAnUnknownPageSizeAreProblems() {
		assertThat(new PageMap(this.directory.resolve("none").toString(), PAGE).problem()).contains("none")
			.contains("cannot be read");
		assertThat(new PageMap("/proc/self/pagemap", 0).problem())
			.isEqualTo("this system does not tell the size of its pages");
	}

	@Test
	void whatIsPutBackIsWhatIsDifferentOnPagesThatWereWritten() throws IOException {
		PageMap map = PageMap.OF_PROCESS;
		assertThat(map.problem()).isNull();
		int pages = 3 * 16;
		Random random = new Random(14);
		for (int round = 0; round < 50; round++) {
			ByteBuffer bytes = aligned(pages * map.pageSize());
			ByteBuffer begun = aligned(pages * map.pageSize());
			for (int i = 0; i < 5; i++) {
				int at = random.nextInt(bytes.capacity());
				bytes.put(at, (byte) 1);
				begun.put(at, (byte) 1);
			}
			MemoryPages baseline = new MemoryPages(begun, map);
			MemoryPages memory = new MemoryPages(bytes, map);
			assertThat(memory.isLike(baseline, baseline.written())).isTrue();
			int[] places = random.ints(1 + random.nextInt(100), 0, bytes.capacity()).toArray();
			for (int at : places) {
				bytes.put(at, (byte) (bytes.get(at) ^ 0x55));
			}
			boolean different = bytes.mismatch(begun) >= 0;
			assertThat(memory.isLike(baseline, baseline.written())).isEqualTo(!different);
			assertThat(memory.restore(baseline)).isPositive();
			assertThat(bytes.mismatch(begun)).isEqualTo(-1);
		}
	}

	/**
	 * Where a map tells of no page at all, nothing is put back: it is the trial of a pool
	 * that finds out that a map lies.
	 */
	@Test
	void aMapThatLiesIsBelieved() throws IOException {
		ByteBuffer bytes = aligned(16 * PAGE);
		ByteBuffer begun = aligned(16 * PAGE);
		long first = NativeAddress.of(bytes) / PAGE;
		Path file = this.directory.resolve("lie");
		try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
			sparse.setLength((first + 16) * Long.BYTES);
		}
		bytes.put(5, (byte) 1);
		assertThat(new MemoryPages(bytes, new PageMap(file.toString(), PAGE))
			.restore(new MemoryPages(begun, PageMap.OF_PROCESS))).isZero();
		assertThat(bytes.get(5)).isEqualTo((byte) 1);
	}

	private Path map(long... entries) throws IOException {
		ByteBuffer bytes = ByteBuffer.allocate(entries.length * Long.BYTES).order(ByteOrder.nativeOrder());
		bytes.asLongBuffer().put(entries);
		return Files.write(this.directory.resolve("map" + entries.length), bytes.array());
	}

	private static ByteBuffer aligned(int size) {
		return ByteBuffer.allocateDirect(size + 65_536).alignedSlice(65_536).slice(0, size);
	}

}
