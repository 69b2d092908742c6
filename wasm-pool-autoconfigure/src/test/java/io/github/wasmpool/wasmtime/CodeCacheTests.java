package io.github.wasmpool.wasmtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.wasmpool.EngineOptions.Optimization;
import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.Wat;
import io.github.wasmpool.binary.BinaryModule;
import io.github.wasmpool.binary.GuestBinary;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.wasmtime.GuestInstance.Initialization;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

class CodeCacheTests {

	private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

	private final GuestBinary guest = BinaryModule.inspect("calls", Wat.compile(Wat.CALLS), ModuleLimits.DEFAULTS)
		.rewrite(MemoryLimits.ofModule());

	@TempDir(cleanup = CleanupMode.NEVER)
	@SuppressWarnings("NullAway.Init") // set before each test
	private Path temporary;

	/**
	 * The engine may still be writing its statistics.
	 */
	@AfterEach
	void delete() {
		Awaitility.await().ignoreExceptions().until(() -> FileSystemUtils.deleteRecursively(this.temporary));
	}

	@Test
	void theNextCompilerFindsTheCode() throws IOException {
		Path cache = this.temporary.resolve("a \"strange\" \\ name").resolve("below");
		assertThat(sum(cache)).isEqualTo(42);
		List<Path> entries = entries(cache);
		assertThat(entries).hasSize(2);
		for (Path entry : entries) {
			Files.setLastModifiedTime(entry, LONG_AGO);
		}
		assertThat(sum(cache)).isEqualTo(42);
		assertThat(entries(cache)).containsExactlyElementsOf(entries)
			.allSatisfy((entry) -> assertThat(Files.getLastModifiedTime(entry)).isEqualTo(LONG_AGO));
	}

	@Test
	void theEngineHasADirectoryOfItsOwnToCleanUp() throws IOException {
		assertThat(sum(this.temporary)).isEqualTo(42);
		Path engine = onlyModule().resolve("engine");
		assertThat(entries(this.temporary)).hasSize(2).allSatisfy((entry) -> assertThat(entry).startsWith(engine));
		assertThat(onlyModule().resolve("checksums")).isRegularFile();
		try (Stream<Path> all = Files.walk(engine)) {
			assertThat(all.map((path) -> path.getFileName().toString())).doesNotContain("checksums");
		}
	}

	@Test
	void otherSettingsAreOtherCode() throws IOException {
		assertThat(sum(this.temporary)).isEqualTo(42);
		assertThat(sum(this.temporary, new EngineSettings(Optimization.NONE, false, 1 << 20))).isEqualTo(42);
		assertThat(entries(this.temporary)).hasSize(4);
	}

	@Test
	void damagedCodeIsCompiledAgain() throws IOException {
		assertThat(sum(this.temporary)).isEqualTo(42);
		Random random = new Random(11);
		for (int i = 0; i < 20; i++) {
			Path entry = entries(this.temporary).get(i % 2);
			byte[] whole = Files.readAllBytes(entry);
			byte[] damaged = (i % 5 == 4) ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
			if (damaged.length == whole.length) {
				damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
			}
			Files.write(entry, damaged);
			assertThat(sum(this.temporary)).isEqualTo(42);
			assertThat(entry).hasBinaryContent(whole);
		}
	}

	@Test
	void codeWithoutChecksumsIsNotTrusted() throws IOException {
		assertThat(sum(this.temporary)).isEqualTo(42);
		List<Path> entries = entries(this.temporary);
		for (Path entry : entries) {
			Files.setLastModifiedTime(entry, LONG_AGO);
		}
		try (Stream<Path> all = Files.walk(this.temporary)) {
			for (Path checksums : all.filter((path) -> path.endsWith("checksums")).toList()) {
				Files.delete(checksums);
			}
		}
		assertThat(sum(this.temporary)).isEqualTo(42);
		assertThat(entries).allSatisfy((entry) -> assertThat(Files.getLastModifiedTime(entry)).isNotEqualTo(LONG_AGO));
	}

	@Test
	void damagedStatisticsDoNotMatter() throws IOException {
		assertThat(sum(this.temporary)).isEqualTo(42);
		try (Stream<Path> all = Files.walk(this.temporary)) {
			for (Path statistics : all.filter((path) -> path.toString().endsWith(".stats")).toList()) {
				Files.write(statistics, new byte[] { 1, 2, 3, -1 });
			}
		}
		assertThat(sum(this.temporary)).isEqualTo(42);
		assertThat(sum(this.temporary)).isEqualTo(42);
	}

	@Test
	void aFileInPlaceOfTheDirectoryIsNoFailure() throws IOException {
		Path file = Files.writeString(this.temporary.resolve("file"), "text");
		assertThat(sum(file)).isEqualTo(42);
		assertThat(sum(file.resolve("below"))).isEqualTo(42);
		assertThat(file).hasContent("text");
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void aNewDirectoryIsForItsOwnerOnly() throws IOException {
		Path cache = this.temporary.resolve("new");
		assertThat(sum(cache)).isEqualTo(42);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache))).isEqualTo("rwx------");
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void aDirectoryThatOthersCanWriteToIsNotUsed() throws IOException {
		Path cache = Files.createDirectory(this.temporary.resolve("open"));
		Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
		assertThat(sum(cache)).isEqualTo(42);
		assertThat(cache).isEmptyDirectory();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	@EnabledIf("runsAsRoot")
	void aDirectoryOfAnotherUserIsNotUsed() throws IOException {
		Path cache = Files.createDirectory(this.temporary.resolve("foreign"));
		Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxr-xr-x"));
		Files.setAttribute(cache, "unix:uid", 12_345);
		assertThat(sum(cache)).isEqualTo(42);
		assertThat(cache).isEmptyDirectory();
	}

	static boolean runsAsRoot() throws IOException {
		return PrivateDirectory.currentUser().getName().equals("root");
	}

	@Test
	void codeThatWasNotUsedForLongIsRemoved() throws IOException {
		EngineSettings other = new EngineSettings(Optimization.NONE, false, 1 << 20);
		assertThat(sum(this.temporary, other)).isEqualTo(42);
		Path unused = onlyModule();
		Path unfinished = Files.createDirectories(this.temporary.resolve("0".repeat(64) + ".unused"));
		Path foreign = Files.createDirectories(this.temporary.resolve("foreign"));
		for (Path directory : List.of(unused, unfinished, foreign)) {
			Files.setLastModifiedTime(directory, LONG_AGO);
		}
		assertThat(sum(this.temporary)).isEqualTo(42);
		assertThat(unused).doesNotExist();
		assertThat(unfinished).doesNotExist();
		assertThat(foreign).exists();
		assertThat(sum(this.temporary, other)).isEqualTo(42);
		assertThat(entries(this.temporary)).hasSize(4);
	}

	@Test
	void codeThatWasUsedIsKept() throws IOException {
		EngineSettings other = new EngineSettings(Optimization.NONE, false, 1 << 20);
		assertThat(sum(this.temporary, other)).isEqualTo(42);
		Path used = onlyModule();
		Files.setLastModifiedTime(used, LONG_AGO);
		assertThat(sum(this.temporary, other)).isEqualTo(42);
		assertThat(sum(this.temporary)).isEqualTo(42);
		assertThat(used).exists();
		assertThat(entries(this.temporary)).hasSize(4);
	}

	private Path onlyModule() throws IOException {
		try (Stream<Path> modules = Files.list(this.temporary)) {
			return modules.toList().get(0);
		}
	}

	@Test
	void severalCompilersMayUseItAtOnce() throws IOException {
		for (int round = 0; round < 5; round++) {
			Path cache = this.temporary.resolve("round" + round);
			List<CompletableFuture<Integer>> sums = IntStream.range(0, 4)
				.mapToObj((i) -> CompletableFuture.supplyAsync(() -> sum(cache)))
				.toList();
			assertThat(sums).extracting(CompletableFuture::join).containsOnly(42);
			assertThat(sum(cache)).isEqualTo(42);
		}
	}

	private int sum(Path cache) {
		return sum(cache, new EngineSettings(Optimization.SPEED, true, EngineSettings.DEFAULT_GUEST_STACK));
	}

	private int sum(Path cache, EngineSettings settings) {
		CompiledModule code = new ModuleCompiler(new EpochTicker(Duration.ofMillis(10)), cache, (module, took) -> {
		}).compile(this.guest, settings);
		GuestInstance instance = GuestInstance.create(code, this.guest.layout(), HostLinks.NONE,
				new Initialization(Duration.ofSeconds(5), null, 1));
		try {
			return instance.function("addInts").callInt(40, 2);
		}
		finally {
			instance.dispose();
			code.release();
		}
	}

	/**
	 * Return the files that hold code.
	 */
	private static List<Path> entries(Path cache) throws IOException {
		try (Stream<Path> all = Files.walk(cache)) {
			return all.filter(Files::isRegularFile)
				.filter((path) -> path.toString().contains("modules") && isCode(path))
				.sorted()
				.toList();
		}
	}

	/**
	 * The engine notes and replaces its statistics on a thread of its own, at any time.
	 */
	private static boolean isCode(Path path) {
		String name = path.getFileName().toString();
		return !name.endsWith(".stats") && !name.contains(".wip-");
	}

}
