package io.github.wasmpool.wasmtime.wasi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
class DirectoryTreeTests {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path host;

	@BeforeEach
	void prepare() throws IOException {
		this.host = this.host.toRealPath();
		Files.createDirectories(this.host.resolve("a/inner"));
		Files.createDirectories(this.host.resolve("b"));
	}

	private DirectoryTree tree(String path) throws IOException {
		return DirectoryTree.of(this.host.resolve(path).toRealPath());
	}

	@Test
	void theSameDirectoryHasTheSameTree() throws IOException {
		DirectoryTree tree = tree("a");
		assertThat(tree("a")).isSameAs(tree);
		assertThat(tree("b/../a/./inner/..")).isSameAs(tree);
		assertThat(tree("b")).isNotSameAs(tree);
		assertThat(tree("a/inner")).isNotSameAs(tree);
	}

	@Test
	@EnabledOnOs({ OS.LINUX, OS.MAC })
	void aDirectoryReachedByALinkHasTheSameTree() throws IOException {
		Files.createSymbolicLink(this.host.resolve("link"), Path.of("a"));
		assertThat(tree("link")).isSameAs(tree("a"));
		Files.createSymbolicLink(this.host.resolve("b/way"), Path.of("../a/inner"));
		assertThat(tree("b/way")).isSameAs(tree("a/inner"));
	}

	@Test
	void renamesWaitForWhatIsDoneInTheSameTree() throws Exception {
		assertThat(isRenamePossibleDuringWorkIn(tree("a"), tree("a"), tree("a"))).isFalse();
	}

	@Test
	void renamesWaitForWhatIsDoneInsideAndAround() throws Exception {
		assertThat(isRenamePossibleDuringWorkIn(tree("a/inner"), tree("a"), tree("a"))).isFalse();
		assertThat(isRenamePossibleDuringWorkIn(tree("a"), tree("a/inner"), tree("a/inner"))).isFalse();
	}

	@Test
	void renamesFromOneToAnotherWaitForWhatIsDoneInEither() throws Exception {
		assertThat(isRenamePossibleDuringWorkIn(tree("a"), tree("a"), tree("b"))).isFalse();
		assertThat(isRenamePossibleDuringWorkIn(tree("a"), tree("b"), tree("a"))).isFalse();
		assertThat(isRenamePossibleDuringWorkIn(tree("a/inner"), tree("b"), tree("a"))).isFalse();
	}

	@Test
	void renamesDoNotWaitForWhatIsDoneElsewhere() throws Exception {
		assertThat(isRenamePossibleDuringWorkIn(tree("a"), tree("b"), tree("b"))).isTrue();
		assertThat(isRenamePossibleDuringWorkIn(tree("b"), tree("a"), tree("a/inner"))).isTrue();
	}

	private static boolean isRenamePossibleDuringWorkIn(DirectoryTree busy, DirectoryTree from, DirectoryTree to)
			throws Exception {
		CountDownLatch working = new CountDownLatch(1);
		CountDownLatch over = new CountDownLatch(1);
		CompletableFuture<Boolean> work = CompletableFuture
			.supplyAsync(() -> quietly(() -> busy.withoutRenames(() -> true, () -> {
				working.countDown();
				return await(over);
			})));
		try {
			assertThat(await(working)).isTrue();
			from.alone(to, () -> false, () -> true);
			return true;
		}
		catch (ErrnoException ex) {
			assertThat(ex.errno()).isEqualTo(Errno.INTR);
			return false;
		}
		finally {
			over.countDown();
			assertThat(work.get(30, TimeUnit.SECONDS)).isTrue();
			// And then it is possible
			from.alone(to, () -> true, () -> true);
		}
	}

	@Test
	void nothingIsDoneDuringARename() throws Exception {
		DirectoryTree outer = tree("a");
		DirectoryTree inner = tree("a/inner");
		outer.alone(outer, () -> true, () -> {
			for (DirectoryTree tree : new DirectoryTree[] { outer, inner }) {
				assertThat(
						CompletableFuture.supplyAsync(() -> errno(() -> tree.withoutRenames(() -> false, () -> true)))
							.join())
					.isEqualTo(Errno.INTR);
			}
			DirectoryTree other = tree("b");
			assertThat(CompletableFuture.supplyAsync(() -> errno(() -> other.withoutRenames(() -> false, () -> true)))
				.join()).isEqualTo(Errno.SUCCESS);
			return true;
		});
	}

	@Test
	void aTreeThatIsMadeDuringARenameIsNotThereBeforeItIsOver() throws Exception {
		DirectoryTree outer = tree("a");
		CompletableFuture<DirectoryTree> made = new CompletableFuture<>();
		outer.alone(outer, () -> true, () -> {
			Thread maker = new Thread(() -> made.complete(quietly(() -> tree("a/inner"))));
			maker.start();
			while (maker.getState() != Thread.State.WAITING) {
				assertThat(made).isNotDone();
				Thread.onSpinWait();
			}
			return true;
		});
		assertThat(made.get(30, TimeUnit.SECONDS)).isSameAs(tree("a/inner"));
	}

	@Test
	void whoIsInterruptedDoesNotWait() throws Exception {
		DirectoryTree tree = tree("a");
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(ErrnoException.class).isThrownBy(() -> tree.withoutRenames(() -> true, () -> true))
			.satisfies((ex) -> assertThat(ex.errno()).isEqualTo(Errno.INTR));
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void twoRenamesAcrossEachOtherEnd() throws Exception {
		DirectoryTree a = tree("a");
		DirectoryTree b = tree("b");
		int[] done = new int[1];
		CompletableFuture<Boolean> other = CompletableFuture.supplyAsync(() -> quietly(() -> {
			renameOften(b, a, done);
			return true;
		}));
		renameOften(a, b, done);
		assertThat(other.get(30, TimeUnit.SECONDS)).isTrue();
		assertThat(done[0]).isEqualTo(4000);
	}

	private static void renameOften(DirectoryTree from, DirectoryTree to, int[] done) throws Exception {
		for (int i = 0; i < 2000; i++) {
			from.alone(to, () -> true, () -> done[0]++);
		}
	}

	private static boolean await(CountDownLatch latch) {
		return quietly(() -> latch.await(30, TimeUnit.SECONDS));
	}

	private static Errno errno(DirectoryTree.Work<?> work) {
		try {
			work.run();
			return Errno.SUCCESS;
		}
		catch (ErrnoException ex) {
			return ex.errno();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static <T> T quietly(Callable<T> work) {
		try {
			return work.call();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
