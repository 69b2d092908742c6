package io.github.wasmpool.wasmtime;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Whether instances can be put back in place is found out before anybody relies on it.
 */
class RestorabilityTests extends RestoringScenario {

	@Test
	void aMapThatIsMissingIsSaidAndCostsNoInstance() {
		Restorability decided = tryOut(new PageMap(this.directory.resolve("none").toString(), 4096));
		assertThat(decided.point()).isEmpty();
		assertThat(decided.reason()).startsWith(
				"'" + this.directory.resolve("none") + "' cannot be read, which tells" + " what a guest has written: ");
		assertThat(this.made).hasValue(0);
		assertThat(this.freed).hasValue(1);
	}

	@Test
	void aMapThatLiesIsFoundOut() throws IOException {
		Path lie = this.directory.resolve("lie");
		try (RandomAccessFile sparse = new RandomAccessFile(lie.toFile(), "rw")) {
			sparse.setLength(1L << 39);
		}
		Restorability decided = tryOut(new PageMap(lie.toString(), 4096));
		assertThat(decided.point()).isEmpty();
		assertThat(decided.reason()).isEqualTo("'/proc/self/pagemap' did not tell that a page was written");
		assertThat(this.made).hasValue(2);
		assertThat(this.freed).hasValue(1);
	}

	@Test
	void aMapThatTellsOfOnePageOnlyIsFoundOut() throws IOException {
		Path file = this.directory.resolve("partly");
		try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
			sparse.setLength(1L << 39);
			Restorability decided = Restorability.tryOut(this.guest.layout(), this.history, () -> {
				GuestInstance instance = make();
				tellOfFirstPage(sparse, instance);
				return instance;
			}, this.freed::incrementAndGet, new PageMap(file.toString(), 4096));
			assertThat(decided.reason()).isEqualTo("'/proc/self/pagemap' did not tell that a page was written");
		}
		assertThat(this.freed).hasValue(1);
	}

	private static void tellOfFirstPage(RandomAccessFile map, GuestInstance instance) {
		try {
			map.seek(NativeAddress.of(instance.ownMemory().bytes()) / 4096 * Long.BYTES);
			map.write(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(1L << 63).array());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2 })
	void whatIsThrownWhenAnInstanceIsMadeIsThrown(int failing) {
		IllegalStateException failure = new IllegalStateException("scripted");
		assertThatIllegalStateException()
			.isThrownBy(() -> Restorability.tryOut(this.guest.layout(), this.history, () -> {
				if (this.made.get() + 1 == failing) {
					throw failure;
				}
				return make();
			}, this.freed::incrementAndGet))
			.isSameAs(failure);
		assertThat(this.freed).hasValue(1);
		assertThat(this.history.isTried()).isFalse();
	}

	@Test
	void aMapThatEndsTooEarlyIsSaid() throws IOException {
		Path file = this.directory.resolve("short");
		try (RandomAccessFile empty = new RandomAccessFile(file.toFile(), "rw")) {
			empty.setLength(8);
		}
		Restorability decided = tryOut(new PageMap(file.toString(), 4096));
		assertThat(decided.point()).isEmpty();
		assertThat(decided.reason()).startsWith("the system does not tell what a guest has written");
		assertThat(this.freed).hasValue(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "baseline", "first page", "memory", "reserve", "global", "size" })
	void instancesThatBeginDifferentlyAreFoundOut(String different) {
		int changed = different.equals("baseline") ? 1 : 2;
		Restorability decided = Restorability.tryOut(this.guest.layout(), this.history, () -> {
			GuestInstance instance = make();
			if (this.made.get() == changed) {
				change(different).accept(instance);
			}
			return instance;
		}, this.freed::incrementAndGet);
		assertThat(decided.reason()).isEqualTo("two instances of the module do not begin in the same state");
		assertThat(this.freed).hasValue(1);
	}

	private static Consumer<GuestInstance> change(String what) {
		return switch (what) {
			case "baseline", "first page" -> (instance) -> instance.memory().writeByte(9, (byte) 1);
			case "memory" -> (instance) -> instance.memory().writeByte(70_000, (byte) 1);
			case "reserve" -> (instance) -> {
				MemoryPages pages = Objects.requireNonNull(instance.ownMemory().systemPages(PageMap.OF_PROCESS));
				pages.disturb(pages.count() - 1);
			};
			case "global" -> (instance) -> instance.function("hide").callVoid();
			default -> (instance) -> instance.memory().grow(1);
		};
	}

	@Test
	void anotherStateOfTheSameCodeIsNotTriedAgain() {
		RestorePoint point = tryOut(PageMap.OF_PROCESS).point().orElseThrow();
		assertThat(this.made).as("the baseline, and one that was written to").hasValue(2);
		assertThat(this.history.instances()).isOne();
		RestorePoint other = tryOut(PageMap.OF_PROCESS).point().orElseThrow();
		assertThat(this.made).hasValue(3);
		point.close();
		other.close();
		assertThat(this.freed).hasValue(2);
	}

}
