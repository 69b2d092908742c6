package io.github.wasmpool.wasmtime;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.stream.Stream;

import io.github.wasmpool.binary.Extent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is compared and put back of a memory, where the map tells of the pages that a test
 * wants it to.
 */
class MemoryPagesTests {

	private static final int PAGE = 4096;

	private static final int COUNT = 32;

	private static final long PRESENT = 1L << 63;

	private final ByteBuffer bytes = memory(COUNT);

	private final ByteBuffer begun = memory(COUNT);

	@TempDir
	private Path directory;

	private static ByteBuffer memory(int pages) {
		return ByteBuffer.allocateDirect((pages + 1) * PAGE).alignedSlice(PAGE).slice(0, pages * PAGE);
	}

	/**
	 * Return a map that tells of some pages of a memory, ascending, and of no others.
	 */
	private PageMap telling(ByteBuffer memory, int... pages) throws IOException {
		Path file = Files.createTempFile(this.directory, "map", "");
		long first = NativeAddress.of(memory) / PAGE;
		try (RandomAccessFile map = new RandomAccessFile(file.toFile(), "rw")) {
			map.setLength((first + memory.capacity() / PAGE) * Long.BYTES);
			for (int page : pages) {
				map.seek((first + page) * Long.BYTES);
				map.write(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(PRESENT).array());
			}
		}
		return new PageMap(file.toString(), PAGE);
	}

	private MemoryPages toldOf(int... pages) throws IOException {
		return new MemoryPages(this.bytes, telling(this.bytes, pages));
	}

	private MemoryPages baseline() throws IOException {
		return new MemoryPages(this.begun, telling(this.begun));
	}

	private void write(int... pages) {
		for (int page : pages) {
			this.bytes.put(page * PAGE + PAGE - 1, (byte) 7);
		}
	}

	@Test
	void aMemoryThatIsReadInPartsIsReadToItsEnd() throws IOException {
		int most = PageMap.Reader.MOST;
		ByteBuffer large = memory(most + 8);
		assertThat(new MemoryPages(large, telling(large, 0, most - 1, most, most + 7)).written()).containsExactly(0,
				most - 1, most, most + 7);
	}

	@Test
	void whatIsPutBackAreThePagesThatAreToldAndDifferent() throws IOException {
		write(0, 1, 5, 15);
		MemoryPages memory = toldOf(0, 1, 2, 15);
		assertThat(memory.different(baseline())).containsExactly(0, 1, 15);
		assertThat(memory.restore(baseline())).as("pages that were told").isEqualTo(4);
		this.begun.put(6 * PAGE - 1, (byte) 7);
		assertThat(this.bytes.mismatch(this.begun)).as("one was not told").isEqualTo(-1);
		assertThat(memory.different(baseline())).isEmpty();
	}

	@Test
	void twoMemoriesAreAlikeIfAllPagesThatEitherHasWrittenAre() throws IOException {
		assertThat(toldOf(0, 3).isLike(baseline(), new int[] { 0, 5 })).isTrue();
		write(0);
		assertThat(toldOf(0).isLike(baseline(), new int[0])).as("written here").isFalse();
		assertThat(toldOf().isLike(baseline(), new int[] { 0 })).as("written there").isFalse();
		assertThat(toldOf(1).isLike(baseline(), new int[] { 1 })).as("written nowhere").isTrue();
	}

	@Test
	void memoriesOfDifferentSizesAreNotAlike() throws IOException {
		ByteBuffer smaller = memory(COUNT - 1);
		assertThat(toldOf().isLike(new MemoryPages(smaller, telling(smaller)), new int[0])).isFalse();
	}

	@Test
	void whereTwoStatesDifferIsLookedForInBothImagesAndInWhatEitherWrote() throws IOException {
		write(0, 1, 2, 3, 9, COUNT - 1);
		MemoryPages one = toldOf(0, 4);
		MemoryPages other = new MemoryPages(this.begun, telling(this.begun, 1, 4));
		assertThat(one.differing(other, null, null).stream()).containsExactly(0, 1);
		assertThat(
				one.differing(other, new Extent(2 * PAGE, 3 * PAGE), new Extent(3 * PAGE + 5, 3 * PAGE + 6)).stream())
			.containsExactly(0, 1, 2, 3);
		long end = COUNT * PAGE;
		assertThat(
				one.differing(other, new Extent(end - 1, end + PAGE), new Extent(end + PAGE, end + 2 * PAGE)).stream())
			.as("an image that is larger")
			.containsExactly(0, 1, COUNT - 1);
	}

	@Test
	void aMemoryBecomesLikeAnotherWhereItMayDifferUnlessItWouldOwnTooMuch() throws IOException {
		write(0, 5, 9);
		MemoryPages memory = toldOf(0, 3);
		BitSet differing = BitSet.valueOf(new long[] { 1 << 5 | 1 << 6 });
		assertThat(memory.become(baseline(), differing, 3)).isEqualTo(-1);
		assertThat(this.bytes.get(PAGE - 1)).as("nothing was changed").isEqualTo((byte) 7);
		assertThat(memory.become(baseline(), differing, 4)).isEqualTo(4);
		assertThat(differing.cardinality()).isEqualTo(2);
		assertThat(this.bytes.get(PAGE - 1)).isZero();
		assertThat(this.bytes.get(6 * PAGE - 1)).isZero();
		assertThat(this.bytes.get(10 * PAGE - 1)).as("where it cannot differ").isEqualTo((byte) 7);
	}

	@Test
	void pagesAreOwnedInTheImageOnly() throws IOException {
		for (int page = 0; page < COUNT; page++) {
			this.begun.put(page * PAGE, (byte) 9);
		}
		toldOf().own(new int[] { 1, 2, 3, 4, 5 }, new Extent(2 * PAGE, 4 * PAGE), baseline());
		assertThat(Stream.iterate(0, (page) -> page < COUNT, (page) -> page + 1)
			.filter((page) -> this.bytes.get(page * PAGE) == 9)).containsExactly(2, 3);
	}

	@Test
	void whatMayHoldAnythingIsTheImageAndWhatIsTold() throws IOException {
		int[] probesAndLast = { 0, 4, 8, 12, 16, 20, 24, 28, COUNT - 1 };
		assertThat(toldOf(probesAndLast).notZero(new Extent(5 * PAGE + 1, 7 * PAGE))).containsExactly(pages(0, 1),
				pages(4, 7), pages(8, 9), pages(12, 13), pages(16, 17), pages(20, 21), pages(24, 25), pages(28, 29),
				pages(COUNT - 1, COUNT));
		assertThat(this.bytes.mismatch(this.begun)).as("changed to see what is told, and changed back").isEqualTo(-1);
	}

	private static Extent pages(int first, int end) {
		return new Extent((long) first * PAGE, (long) end * PAGE);
	}

	@Test
	void aMapThatTellsOfTheFirstPagesOnlyIsNotBelieved() throws IOException {
		assertThat(toldOf(0, 4, 8).notZero(null)).containsExactly(pages(0, COUNT));
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void oneFileIsKeptOpenWhileTheMapIsUsed() throws IOException {
		PageMap map = telling(this.bytes, 1);
		MemoryPages memory = new MemoryPages(this.bytes, map);
		map.join();
		map.join();
		for (int i = 0; i < 10; i++) {
			memory.written();
		}
		assertThat(OpenFiles.below(this.directory)).hasSize(1);
		map.leave();
		assertThat(OpenFiles.below(this.directory)).hasSize(1);
		map.leave();
		assertThat(OpenFiles.below(this.directory)).isEmpty();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void aFileThatCannotBeReadIsClosed() throws IOException {
		Path empty = Files.createTempFile(this.directory, "map", "");
		PageMap map = new PageMap(empty.toString(), PAGE);
		assertThat(map.problem()).isNull();
		assertThat(OpenFiles.below(this.directory)).isEmpty();
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> new MemoryPages(this.bytes, map).written());
		assertThat(OpenFiles.below(this.directory)).isEmpty();
	}

}
