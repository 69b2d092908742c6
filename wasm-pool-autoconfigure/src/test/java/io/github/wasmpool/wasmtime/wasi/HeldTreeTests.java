package io.github.wasmpool.wasmtime.wasi;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import io.github.wasmpool.WasiOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How much is done while a tree of directories is held, in steps of the file system: as
 * much as a rename of another guest can have to wait for.
 */
@Timeout(60)
class HeldTreeTests {

	private static final int DIRECTORY = 3;

	private static final int CREATE = 1;

	private static final int TRUNCATE = 8;

	private static final int ENTRIES = 600;

	/** A few for the way, and one or two at its end. */
	private static final int FEW = 10;

	private static final long LARGE = 17 << 20;

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path host;

	@SuppressWarnings("NullAway.Init")
	private FakeGuest guest;

	@SuppressWarnings("NullAway.Init")
	private DirectoryTree tree;

	/** What somebody sees at each step. */
	private Runnable look = () -> {
	};

	private @Nullable Rename waiting;

	private int steps;

	private int stepsInOne;

	private int mostInOne;

	@BeforeEach
	void prepare() throws IOException, ErrnoException {
		this.host = this.host.toRealPath();
		Path work = Files.createDirectories(this.host.resolve("work"));
		Path watched = WatchedFileSystem.watch(work, this::step);
		this.guest = new FakeGuest(WasiOptions.INERT.withWritableDirectory("/work", watched));
		this.tree = this.guest.context().descriptors().get(DIRECTORY).directory().sandbox().tree();
	}

	/**
	 * Count the steps that are taken until a rename that waits is made, which is as soon
	 * as the tree is let go of.
	 */
	private void step() {
		this.steps++;
		if (this.tree != null && this.tree.isHeld()) {
			Rename waiting = this.waiting;
			if (waiting == null || waiting.done) {
				this.stepsInOne = 0;
				this.waiting = Rename.begin(this.tree);
			}
			this.mostInOne = Math.max(this.mostInOne, ++this.stepsInOne);
			this.look.run();
		}
	}

	@Test
	void aListingLetsGoAfterEachEntry() throws IOException {
		for (int i = 0; i < ENTRIES; i++) {
			Files.createFile(this.host.resolve("work/" + i));
		}
		assertThat(this.guest.call("fd_readdir", DIRECTORY, FakeGuest.BUFFER, 60_000, 0, 16)).isEqualTo(Errno.SUCCESS);
		assertThat(this.steps).isGreaterThan(2 * ENTRIES);
		assertThat(this.mostInOne).isBetween(1, FEW);
	}

	@Test
	void eachCallLetsGoAfterFewSteps() {
		useAll();
		assertThat(this.steps).isGreaterThan(30);
		assertThat(this.mostInOne).isBetween(1, FEW);
	}

	@Test
	@EnabledOnOs({ OS.LINUX, OS.MAC })
	void aWalkIsBoundedHoweverManyNamesItHas() throws IOException {
		Files.createDirectories(this.host.resolve("work/a"));
		String target = "a/../".repeat(700) + "a";
		for (int i = 0; i < 30; i++) {
			Files.createSymbolicLink(this.host.resolve("work/l" + i), Path.of(target));
		}
		StringBuilder path = new StringBuilder();
		for (int i = 0; i < 30; i++) {
			path.append("l").append(i).append("/../");
		}
		assertThat(this.guest.path("path_create_directory", DIRECTORY, path + "new")).isEqualTo(Errno.NAMETOOLONG);
		assertThat(this.mostInOne).isBetween(Sandbox.MOST_STEPS, 2 * Sandbox.MOST_STEPS + Sandbox.DEEPEST);
	}

	@Test
	void nobodyElsewhereWaits() throws IOException {
		Path elsewhere = Files.createDirectories(this.host.resolve("elsewhere"));
		Files.createDirectories(elsewhere.resolve("name"));
		FakeGuest other = new FakeGuest(WasiOptions.INERT.withWritableDirectory("/work", elsewhere));
		other.endTime();
		int[] renamed = new int[1];
		this.look = () -> {
			boolean back = renamed[0]++ % 2 == 1;
			// Which would have to wait, and has no time to
			assertThat(other.rename(DIRECTORY, back ? "other" : "name", back ? "name" : "other"))
				.isEqualTo(Errno.SUCCESS);
		};
		useAll();
		assertThat(renamed[0]).isGreaterThan(30);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void whatALargeFileHoldsIsFreedLater() throws IOException {
		Path file = this.host.resolve("work/large");
		boolean[] open = new boolean[1];
		List<Supplier<Errno>> ways = List.of(() -> this.guest.path("path_unlink_file", DIRECTORY, "large"),
				() -> this.guest.rename(DIRECTORY, "small", "large"),
				() -> this.guest.rename(DIRECTORY, "link", "large"),
				() -> this.guest.open(DIRECTORY, "large", TRUNCATE, Rights.FD_WRITE));
		for (Supplier<Errno> way : ways) {
			Files.writeString(this.host.resolve("work/small"), "small");
			Files.deleteIfExists(this.host.resolve("work/link"));
			Files.createSymbolicLink(this.host.resolve("work/link"), Path.of("small"));
			Files.deleteIfExists(file);
			try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
				large.setLength(LARGE);
			}
			this.look = () -> {
				assertThat(file).hasSize(LARGE);
				open[0] = isOpen(file);
			};
			assertThat(way.get()).isEqualTo(Errno.SUCCESS);
			// At the last step, which takes its name away
			assertThat(open[0]).isTrue();
			assertThat(Files.exists(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) == LARGE).isFalse();
		}
		this.guest.context().close();
		assertThat(isOpen(file)).isFalse();
	}

	/**
	 * Whether this process has a file open, be its name taken away or not.
	 */
	private static boolean isOpen(Path file) {
		File[] open = Objects.requireNonNull(new File("/proc/self/fd").listFiles());
		return Arrays.stream(open).anyMatch((link) -> {
			try {
				return Files.readSymbolicLink(link.toPath()).toString().startsWith(file.toString());
			}
			catch (IOException ex) {
				// Closed since
				return false;
			}
		});
	}

	/**
	 * Do all that can be done with a path.
	 */
	private void useAll() {
		FakeGuest guest = this.guest;
		assertThat(guest.path("path_create_directory", DIRECTORY, "sub")).isEqualTo(Errno.SUCCESS);
		assertThat(guest.open(DIRECTORY, "sub/file", CREATE, Rights.FD_WRITE)).isEqualTo(Errno.SUCCESS);
		assertThat(guest.open(DIRECTORY, "sub/file", TRUNCATE, Rights.FD_WRITE)).isEqualTo(Errno.SUCCESS);
		assertThat(guest.open(DIRECTORY, "sub", 2, Rights.FD_READDIR)).isEqualTo(Errno.SUCCESS);
		assertThat(guest.call("fd_readdir", guest.resultInt(), FakeGuest.BUFFER, 60_000, 0, 16))
			.isEqualTo(Errno.SUCCESS);
		int length = guest.memory().writeString(FakeGuest.PATH, "sub/file");
		assertThat(guest.call("path_filestat_get", DIRECTORY, 0, FakeGuest.PATH, length, 64)).isEqualTo(Errno.SUCCESS);
		assertThat(guest.call("path_filestat_set_times", DIRECTORY, 0, FakeGuest.PATH, length, 0, 0, 5))
			.isEqualTo(Errno.SUCCESS);
		assertThat(guest.call("path_readlink", DIRECTORY, FakeGuest.PATH, length, 64, 5, 16)).isEqualTo(Errno.INVAL);
		assertThat(guest.rename(DIRECTORY, "sub/file", "file")).isEqualTo(Errno.SUCCESS);
		assertThat(guest.rename(DIRECTORY, "sub", "directory")).isEqualTo(Errno.SUCCESS);
		assertThat(guest.path("path_remove_directory", DIRECTORY, "directory")).isEqualTo(Errno.SUCCESS);
		assertThat(guest.path("path_unlink_file", DIRECTORY, "file")).isEqualTo(Errno.SUCCESS);
	}

	/**
	 * A rename that waits for its turn.
	 */
	private static final class Rename extends Thread {

		private final DirectoryTree tree;

		/** Set while the tree is held. */
		private volatile boolean done;

		private Rename(DirectoryTree tree) {
			this.tree = tree;
		}

		/**
		 * Begin to wait for a tree that is held.
		 */
		static Rename begin(DirectoryTree tree) {
			Rename rename = new Rename(tree);
			rename.setDaemon(true);
			rename.start();
			while (rename.getState() != State.TIMED_WAITING) {
				assertThat(rename.isAlive()).isTrue();
				Thread.onSpinWait();
			}
			return rename;
		}

		@Override
		public void run() {
			try {
				this.tree.alone(this.tree, () -> true, () -> this.done = true);
			}
			catch (ErrnoException | IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
