package io.github.wasmpool.wasmtime.wasi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.wasmpool.WasiOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What guests that reach the same directories do to each other.
 */
@Timeout(60)
class SharedDirectoryTests {

	private static final int DIRECTORY = 3;

	private static final int ENTRIES = 2000;

	/**
	 * Each time the guest that lists is asked whether its time is up, which is often,
	 * another renames a directory, which it could not if it had to wait.
	 */
	@Test
	void aListingDoesNotKeepOthersFromRenaming(@TempDir Path host) throws IOException {
		Files.createDirectories(host.resolve("many"));
		Files.createDirectories(host.resolve("name"));
		for (int i = 0; i < ENTRIES; i++) {
			Files.createFile(host.resolve("many/" + i));
		}
		WasiOptions options = WasiOptions.INERT.withWritableDirectory("/work", host);
		FakeGuest lister = new FakeGuest(options);
		FakeGuest renamer = new FakeGuest(options);
		assertThat(lister.open(DIRECTORY, "many", 2, Rights.FD_READDIR)).isEqualTo(Errno.SUCCESS);
		int many = lister.resultInt();
		int[] renamed = new int[1];
		lister.endTimeWhen(() -> {
			boolean back = renamed[0]++ % 2 == 1;
			CompletableFuture<Errno> rename = CompletableFuture
				.supplyAsync(() -> renamer.rename(DIRECTORY, back ? "other" : "name", back ? "name" : "other"));
			assertThat(rename.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo(Errno.SUCCESS);
			return false;
		});
		assertThat(lister.call("fd_readdir", many, FakeGuest.BUFFER, 60_000, 0, 16)).isEqualTo(Errno.SUCCESS);
		assertThat(lister.resultInt()).isGreaterThan(50_000);
		assertThat(renamed[0]).isGreaterThan(2 * ENTRIES / 300);
	}

	@Test
	void aListingEndsWithTheTimeOfTheGuest(@TempDir Path host) throws IOException {
		for (int i = 0; i < ENTRIES; i++) {
			Files.createFile(host.resolve("" + i));
		}
		FakeGuest guest = new FakeGuest(WasiOptions.INERT.withDirectory("/data", host));
		int[] asked = new int[1];
		guest.endTimeWhen(() -> ++asked[0] == 3);
		assertThat(guest.call("fd_readdir", DIRECTORY, FakeGuest.BUFFER, 60_000, 0, 16)).isEqualTo(Errno.INTR);
		assertThat(asked[0]).isEqualTo(3);
	}

	@Test
	void filesAreRenamedWhileOthersWalk(@TempDir Path host) throws Exception {
		Files.createFile(host.resolve("file"));
		Files.createDirectories(host.resolve("directory"));
		WasiOptions options = WasiOptions.INERT.withWritableDirectory("/work", host);
		FakeGuest guest = new FakeGuest(options);
		guest.endTime();
		DirectoryTree tree = guest.context().descriptors().get(DIRECTORY).directory().sandbox().tree();
		tree.withoutRenames(() -> true, () -> {
			assertThat(elsewhere(guest, "file")).isEqualTo(Errno.SUCCESS);
			assertThat(elsewhere(guest, "directory")).isEqualTo(Errno.INTR);
			return tree;
		});
		assertThat(elsewhere(guest, "directory")).isEqualTo(Errno.SUCCESS);
	}

	private static Errno elsewhere(FakeGuest guest, String path) {
		return CompletableFuture.supplyAsync(() -> guest.rename(DIRECTORY, path, "new " + path)).join();
	}

}
