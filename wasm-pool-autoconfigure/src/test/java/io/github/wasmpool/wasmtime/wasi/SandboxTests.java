package io.github.wasmpool.wasmtime.wasi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.github.wasmpool.WasiOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

class SandboxTests {

	private static final int CREATE = 1;

	private static final int DIRECTORY = 2;

	private static final int TRUNCATE = 8;

	private static final int READ_ONLY = 3;

	private static final int WRITABLE = 4;

	private static final long READ = Rights.FD_READ | Rights.FD_SEEK | Rights.FD_TELL | Rights.FD_FILESTAT_GET;

	private static final long WRITE = READ | Rights.FD_WRITE | Rights.FD_FILESTAT_SET_SIZE | Rights.FD_FDSTAT_SET_FLAGS;

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path host;

	@SuppressWarnings("NullAway.Init")
	private FakeGuest guest;

	@BeforeEach
	void prepare() throws IOException {
		Files.createDirectories(this.host.resolve("data/inner"));
		Files.createDirectories(this.host.resolve("work/sub"));
		Files.writeString(this.host.resolve("secret"), "secret");
		Files.writeString(this.host.resolve("data/file"), "content");
		Files.writeString(this.host.resolve("data/inner/deep"), "deep");
		this.guest = new FakeGuest(WasiOptions.INERT.withDirectory("/data", this.host.resolve("data"))
			.withWritableDirectory("/work", this.host.resolve("work")));
	}

	@AfterEach
	void close() {
		this.guest.context().close();
	}

	@Test
	void directoriesAreAnnouncedByTheirGuestPath() {
		assertThat(this.guest.call("fd_prestat_get", READ_ONLY, 16)).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.memory().readLong(16)).isEqualTo(5L << 32);
		assertThat(this.guest.call("fd_prestat_dir_name", READ_ONLY, 32, 4)).isEqualTo(Errno.NAMETOOLONG);
		assertThat(this.guest.call("fd_prestat_dir_name", READ_ONLY, 32, 5)).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.memory().readString(32, 5)).isEqualTo("/data");
		assertThat(this.guest.call("fd_prestat_get", WRITABLE, 16)).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.call("fd_prestat_get", 5, 16)).isEqualTo(Errno.BADF);
	}

	@ParameterizedTest
	@ValueSource(strings = { "file", "./file", "inner/../file", "inner/./.././file", "inner//..//file" })
	void filesAreReadByAnyPathThatStaysInside(String path) {
		assertThat(this.guest.open(READ_ONLY, path, 0, READ)).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.read(this.guest.resultInt())).isEqualTo("content");
	}

	@ParameterizedTest
	@ValueSource(strings = { "..", "../secret", "inner/../../secret", "/etc/passwd", "/", "inner/../..",
			"inner/../../data/file" })
	void pathsThatLeadOutAreRefused(String path) throws IOException {
		for (int directory : new int[] { READ_ONLY, WRITABLE }) {
			Files.createDirectories(this.host.resolve("work/inner"));
			assertThat(this.guest.open(directory, path, 0, READ)).isEqualTo(Errno.NOTCAPABLE);
			assertThat(stat(directory, path)).isEqualTo(Errno.NOTCAPABLE);
		}
		assertThat(this.guest.open(WRITABLE, path, CREATE, WRITE)).isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.path("path_create_directory", WRITABLE, path + "/x")).isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.path("path_unlink_file", WRITABLE, path)).isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.path("path_remove_directory", WRITABLE, path)).isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.rename(WRITABLE, path, "stolen")).isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.rename(WRITABLE, "sub", path)).isEqualTo(Errno.NOTCAPABLE);
		assertUntouched();
	}

	@Test
	@EnabledOnOs({ OS.LINUX, OS.MAC })
	void linksThatLeadOutAreRefused() throws IOException {
		Path work = this.host.resolve("work");
		Files.createSymbolicLink(work.resolve("absolute"), this.host.resolve("secret"));
		Files.createSymbolicLink(work.resolve("relative"), Path.of("../secret"));
		Files.createSymbolicLink(work.resolve("parent"), Path.of(".."));
		Files.createSymbolicLink(work.resolve("sub/detour"), Path.of("../../data"));
		Files.createSymbolicLink(work.resolve("new"), Path.of("../planted"));
		Files.createSymbolicLink(work.resolve("chain"), Path.of("sub/detour"));
		for (String path : List.of("absolute", "relative", "parent/secret", "sub/detour/file", "chain/file",
				"sub/../parent/secret", "parent/work/../secret")) {
			assertThat(this.guest.open(WRITABLE, path, 0, READ)).as(path).isEqualTo(Errno.NOTCAPABLE);
			assertThat(this.guest.open(WRITABLE, path, CREATE | TRUNCATE, WRITE)).as(path).isEqualTo(Errno.NOTCAPABLE);
			assertThat(stat(WRITABLE, path)).as(path).isEqualTo(Errno.NOTCAPABLE);
		}
		assertThat(this.guest.open(WRITABLE, "new", CREATE, WRITE)).isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.open(WRITABLE, "parent/planted", CREATE, WRITE)).isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.path("path_create_directory", WRITABLE, "parent/planted")).isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.path("path_unlink_file", WRITABLE, "parent/secret")).isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.path("path_remove_directory", WRITABLE, "parent/data/inner")).isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.rename(WRITABLE, "parent/secret", "stolen")).isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.rename(WRITABLE, "sub", "parent/planted")).isEqualTo(Errno.NOTCAPABLE);
		assertUntouched();
	}

	@Test
	@EnabledOnOs({ OS.LINUX, OS.MAC })
	void linksThatStayInsideAreFollowed() throws IOException {
		Path data = this.host.resolve("data");
		Files.createSymbolicLink(data.resolve("link"), Path.of("inner/../file"));
		Files.createSymbolicLink(data.resolve("inner/up"), Path.of("../link"));
		Files.createSymbolicLink(data.resolve("loop"), Path.of("loop"));
		Files.createSymbolicLink(data.resolve("dangling"), Path.of("nothing"));
		assertThat(this.guest.open(READ_ONLY, "inner/up", 0, READ)).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.read(this.guest.resultInt())).isEqualTo("content");
		assertThat(this.guest.open(READ_ONLY, "loop", 0, READ)).isEqualTo(Errno.LOOP);
		assertThat(this.guest.open(READ_ONLY, "dangling", 0, READ)).isEqualTo(Errno.NOENT);
		int length = this.guest.memory().writeString(FakeGuest.PATH, "link");
		assertThat(this.guest.call("path_open", READ_ONLY, 0, FakeGuest.PATH, length, 0, READ, 0, 0, 16))
			.isEqualTo(Errno.LOOP);
		assertThat(this.guest.call("path_readlink", READ_ONLY, FakeGuest.PATH, length, 100, 5, 16))
			.isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.memory().readString(100, this.guest.resultInt())).isEqualTo("inner");
	}

	@Test
	@EnabledOnOs({ OS.LINUX, OS.MAC })
	void aRenamedLinkLeadsNowhereNewForWhatIsOpen() throws IOException {
		Files.createSymbolicLink(this.host.resolve("work/link"), Path.of("../data"));
		Files.writeString(this.host.resolve("work/sub/file"), "mine");
		assertThat(this.guest.open(WRITABLE, "sub", DIRECTORY, Rights.PATH_OPEN)).isEqualTo(Errno.SUCCESS);
		int sub = this.guest.resultInt();
		assertThat(this.guest.open(WRITABLE, "sub/file", 0, READ | Rights.FD_FILESTAT_SET_TIMES))
			.isEqualTo(Errno.SUCCESS);
		int file = this.guest.resultInt();
		assertThat(this.guest.rename(WRITABLE, "sub", "was")).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.rename(WRITABLE, "link", "sub")).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.open(sub, "file", 0, READ)).isEqualTo(Errno.NOENT);
		assertThat(this.guest.call("fd_filestat_get", file, 1024)).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.memory().readLong(1024 + 32)).isEqualTo(4);
		assertThat(this.guest.call("fd_filestat_set_times", file, 0, 0, 5)).isEqualTo(Errno.NOENT);
		assertThat(this.guest.read(file)).isEqualTo("mine");
	}

	@Test
	void nothingCanBeChangedInADirectoryThatIsReadOnly() {
		assertThat(this.guest.open(READ_ONLY, "file", 0, WRITE)).isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.open(READ_ONLY, "new", CREATE, READ)).isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.open(READ_ONLY, "file", TRUNCATE, READ)).isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.path("path_create_directory", READ_ONLY, "new")).isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.path("path_unlink_file", READ_ONLY, "file")).isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.path("path_remove_directory", READ_ONLY, "inner")).isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.rename(READ_ONLY, "file", "file2")).isEqualTo(Errno.NOTCAPABLE);
		int length = this.guest.memory().writeString(FakeGuest.PATH, "file");
		assertThat(this.guest.call("path_filestat_set_times", READ_ONLY, 0, FakeGuest.PATH, length, 0, 0, 5))
			.isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.call("fd_filestat_set_times", READ_ONLY, 0, 0, 5)).isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.call("path_link", READ_ONLY, 0, FakeGuest.PATH, length, WRITABLE, FakeGuest.PATH, length))
			.isEqualTo(Errno.NOTSUP);
		assertThat(this.guest.call("path_rename", READ_ONLY, FakeGuest.PATH, length, WRITABLE, FakeGuest.PATH, length))
			.isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.open(READ_ONLY, "file", 0, READ | Rights.FD_FILESTAT_SET_SIZE)).isEqualTo(Errno.SUCCESS);
		int file = this.guest.resultInt();
		assertThat(this.guest.write(file, "x")).isEqualTo(Errno.BADF);
		assertThat(this.guest.call("fd_pwrite", file, FakeGuest.VECTORS, 1, 0, 16)).isEqualTo(Errno.BADF);
		assertThat(this.guest.call("fd_filestat_set_size", file, 0)).isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.call("fd_filestat_set_times", file, 0, 0, 5)).isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.call("fd_sync", file)).isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.open(READ_ONLY, "inner", DIRECTORY, FakeGuest.EVERYTHING & ~Rights.FD_WRITE))
			.isEqualTo(Errno.SUCCESS);
		int inner = this.guest.resultInt();
		assertThat(this.guest.open(inner, "deep", 0, WRITE)).isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.path("path_unlink_file", inner, "deep")).isEqualTo(Errno.NOTCAPABLE);
		assertUntouched();
	}

	@Test
	void anOpenDirectoryIsARootOfItsOwn() {
		assertThat(this.guest.open(READ_ONLY, "inner", DIRECTORY, 0)).isEqualTo(Errno.SUCCESS);
		int inner = this.guest.resultInt();
		assertThat(this.guest.open(inner, "deep", 0, READ)).isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.open(READ_ONLY, "inner", DIRECTORY, Rights.PATH_OPEN)).isEqualTo(Errno.SUCCESS);
		inner = this.guest.resultInt();
		assertThat(this.guest.open(inner, "deep", 0, READ)).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.open(inner, "../file", 0, READ)).isEqualTo(Errno.NOTCAPABLE);
	}

	@Test
	void filesAreWrittenWhereThatIsAllowed() throws IOException {
		assertThat(this.guest.open(WRITABLE, "new", CREATE, WRITE)).isEqualTo(Errno.SUCCESS);
		int file = this.guest.resultInt();
		assertThat(this.guest.write(file, "0123456789")).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.call("fd_seek", file, -4, 2, 16)).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.memory().readLong(16)).isEqualTo(6);
		assertThat(this.guest.read(file)).isEqualTo("6789");
		this.guest.memory().writeString(FakeGuest.BUFFER, "ab");
		assertThat(this.guest.call("fd_pwrite", file, this.guest.vector(2), 1, 1, 16)).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.call("fd_tell", file, 16)).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.memory().readLong(16)).isEqualTo(10);
		assertThat(this.guest.call("fd_filestat_set_size", file, 5)).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.call("fd_fdstat_set_flags", file, OpenFile.APPEND)).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.call("fd_seek", file, 0, 0, 16)).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.write(file, "!")).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.call("fd_filestat_set_size", file, 8)).isEqualTo(Errno.SUCCESS);
		assertThat(Files.readString(this.host.resolve("work/new"))).isEqualTo("0ab34!\0\0");
		assertThat(this.guest.call("fd_pread", file, this.guest.vector(3), 1, 1, 16)).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.memory().readString(FakeGuest.BUFFER, this.guest.resultInt())).isEqualTo("ab3");
		assertThat(this.guest.call("fd_filestat_get", file, 1024)).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.memory().readLong(1024 + 32)).isEqualTo(8);
		assertThat(this.guest.memory().readByte(1024 + 16)).isEqualTo(FileType.REGULAR_FILE.value());
		assertThat(this.guest.call("fd_close", file)).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.rename(WRITABLE, "new", "sub/moved")).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.path("path_remove_directory", WRITABLE, "sub")).isEqualTo(Errno.NOTEMPTY);
		assertThat(this.guest.path("path_unlink_file", WRITABLE, "sub/moved")).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.path("path_remove_directory", WRITABLE, "sub")).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.path("path_create_directory", WRITABLE, "dir/")).isEqualTo(Errno.SUCCESS);
		assertThat(this.host.resolve("work")).isDirectoryContaining((path) -> path.endsWith("dir"));
	}

	@Test
	void impossibleNumbersAreRefused() {
		assertThat(this.guest.open(WRITABLE, "new", CREATE, FakeGuest.EVERYTHING)).isEqualTo(Errno.SUCCESS);
		int file = this.guest.resultInt();
		this.guest.write(file, "abc");
		assertThat(this.guest.call("fd_seek", file, -1, 0, 16)).isEqualTo(Errno.INVAL);
		assertThat(this.guest.call("fd_seek", file, Long.MAX_VALUE, 2, 16)).isEqualTo(Errno.INVAL);
		assertThat(this.guest.call("fd_seek", file, 0, 3, 16)).isEqualTo(Errno.INVAL);
		assertThat(this.guest.call("fd_pwrite", file, this.guest.vector(1), 1, Long.MAX_VALUE, 16))
			.isEqualTo(Errno.INVAL);
		assertThat(this.guest.call("fd_pread", file, this.guest.vector(1), 1, -1, 16)).isEqualTo(Errno.INVAL);
		assertThat(this.guest.call("fd_filestat_set_size", file, -1)).isEqualTo(Errno.INVAL);
		assertThat(this.guest.call("fd_filestat_set_times", WRITABLE, 0, 0, 3)).isEqualTo(Errno.INVAL);
		assertThat(this.guest.call("fd_advise", file, 0, 0, 9)).isEqualTo(Errno.INVAL);
		assertThat(this.guest.call("fd_allocate", file, 0, 10)).isEqualTo(Errno.NOTSUP);
		assertThat(this.guest.call("path_unlink_file", WRITABLE, 1024, 4097)).isEqualTo(Errno.NAMETOOLONG);
		assertThat(this.guest.call("path_unlink_file", WRITABLE, 131_071, 2)).isEqualTo(Errno.FAULT);
		this.guest.memory().writeShort(1024, (short) 0xffff);
		assertThat(this.guest.call("path_unlink_file", WRITABLE, 1024, 2)).isEqualTo(Errno.ILSEQ);
		assertThat(this.guest.path("path_unlink_file", WRITABLE, "a\0b")).isEqualTo(Errno.INVAL);
		assertThat(this.guest.path("path_unlink_file", WRITABLE, "")).isEqualTo(Errno.NOENT);
		assertThat(this.guest.path("path_unlink_file", WRITABLE, "new/x")).isEqualTo(Errno.NOTDIR);
		assertThat(this.guest.path("path_remove_directory", WRITABLE, ".")).isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.open(WRITABLE, "new/", 0, READ)).isEqualTo(Errno.NOTDIR);
		assertThat(this.guest.open(WRITABLE, "sub", 0, WRITE)).isEqualTo(Errno.ISDIR);
	}

	@Test
	@EnabledOnOs({ OS.LINUX, OS.MAC })
	@Timeout(30)
	void aPipeIsNotOpened() throws IOException, InterruptedException {
		assertThat(new ProcessBuilder("mkfifo", this.host.resolve("data/pipe").toString()).start().waitFor()).isZero();
		assertThat(this.guest.open(READ_ONLY, "pipe", 0, READ)).isEqualTo(Errno.ACCES);
	}

	@Test
	void filesThatCanBeOpenAtOnceAreLimited() throws IOException {
		int opened = 0;
		while (opened <= Descriptors.MOST && this.guest.open(READ_ONLY, "file", 0, READ) == Errno.SUCCESS) {
			opened++;
		}
		assertThat(opened).isEqualTo(Descriptors.MOST - 5);
		assertThat(this.guest.open(READ_ONLY, "file", 0, READ)).isEqualTo(Errno.MFILE);
		assertThat(this.guest.open(WRITABLE, "new", CREATE, WRITE)).isEqualTo(Errno.MFILE);
		assertThat(this.host.resolve("work/new")).doesNotExist();
		assertThat(this.guest.call("fd_close", 77)).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.open(READ_ONLY, "file", 0, READ)).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.resultInt()).isEqualTo(77);
	}

	@Test
	void whatIsOpenIsClosedWithTheInstance() throws IOException, ErrnoException {
		this.guest.open(READ_ONLY, "file", 0, READ);
		OpenFile file = this.guest.context().descriptors().get(this.guest.resultInt()).file();
		assertThat(file.channel().isOpen()).isTrue();
		this.guest.context().close();
		assertThat(file.channel().isOpen()).isFalse();
	}

	@Test
	void directoriesAreListedAlsoWhileTheyAreEmptied() throws IOException {
		for (int i = 0; i < 300; i++) {
			Files.writeString(this.host.resolve("work/sub/" + "x".repeat(50) + i), "");
		}
		assertThat(this.guest.open(WRITABLE, "sub", DIRECTORY, FakeGuest.EVERYTHING & ~Rights.FD_WRITE))
			.isEqualTo(Errno.SUCCESS);
		int sub = this.guest.resultInt();
		List<String> seen = new ArrayList<>();
		long cookie = 0;
		while (true) {
			assertThat(this.guest.call("fd_readdir", sub, FakeGuest.BUFFER, 4096, cookie, 16)).isEqualTo(Errno.SUCCESS);
			int used = this.guest.resultInt();
			int at = FakeGuest.BUFFER;
			int end = at + used;
			while (at + 24 <= end && at + 24 + this.guest.memory().readInt(at + 16) <= end) {
				int length = this.guest.memory().readInt(at + 16);
				String name = this.guest.memory().readString(at + 24, length);
				seen.add(name);
				cookie = this.guest.memory().readLong(at);
				byte type = this.guest.memory().readByte(at + 20);
				assertThat(type).isEqualTo((name.startsWith(".") ? FileType.DIRECTORY : FileType.REGULAR_FILE).value());
				at += 24 + length;
			}
			for (String name : seen.subList(Math.max(2, seen.size() - 20), seen.size())) {
				Files.deleteIfExists(this.host.resolve("work/sub").resolve(name));
			}
			if (used < 4096) {
				break;
			}
		}
		assertThat(seen).hasSize(302).doesNotHaveDuplicates().startsWith(".", "..");
		assertThat(this.guest.call("fd_readdir", sub, FakeGuest.BUFFER, 4096, Long.MAX_VALUE, 16))
			.isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.resultInt()).isZero();
		assertThat(this.guest.call("fd_readdir", sub, 131_000, 4096, 0, 16)).isEqualTo(Errno.FAULT);
	}

	@Test
	void namesOfListedDirectoriesAreLimited() throws ErrnoException {
		Descriptors descriptors = this.guest.context().descriptors();
		OpenDirectory first = descriptors.get(READ_ONLY).directory();
		OpenDirectory second = descriptors.get(WRITABLE).directory();
		Allowance names = this.guest.context().host().names();
		first.setListing(Collections.nCopies(60_000, "x"), names);
		assertThat(this.guest.call("fd_readdir", WRITABLE, 1024, 100, 0, 16)).isEqualTo(Errno.SUCCESS);
		first.setListing(Collections.nCopies(Descriptors.MOST_NAMES, "x"), names);
		assertThat(this.guest.call("fd_readdir", WRITABLE, 1024, 100, 0, 16)).isEqualTo(Errno.NOMEM);
		assertThat(second.listing()).hasSizeLessThan(10);
	}

	@Test
	void aDirectoryThatIsNotThereIsAMistake() {
		WasiOptions missing = WasiOptions.INERT.withDirectory("/x", this.host.resolve("missing"));
		assertThatIllegalArgumentException().isThrownBy(() -> new WasiHost("test", "a", missing))
			.withMessageContaining("'wasi.directories[0]'")
			.withMessageContaining("missing");
		WasiOptions file = WasiOptions.INERT.withDirectory("/x", this.host.resolve("secret"));
		assertThatIllegalArgumentException().isThrownBy(() -> new WasiHost("test", "a", file))
			.withMessageContaining("is no directory");
	}

	@Test
	void aSizeCanBeSetWithoutTheRightToWrite() throws IOException {
		Files.writeString(this.host.resolve("work/file"), "content");
		for (long rights : new long[] { READ | Rights.FD_FILESTAT_SET_SIZE, Rights.FD_FILESTAT_SET_SIZE }) {
			assertThat(this.guest.open(WRITABLE, "file", 0, rights)).isEqualTo(Errno.SUCCESS);
			int file = this.guest.resultInt();
			assertThat(this.guest.call("fd_filestat_set_size", file, 9)).isEqualTo(Errno.SUCCESS);
			assertThat(this.guest.call("fd_filestat_set_size", file, 3)).isEqualTo(Errno.SUCCESS);
			assertThat(this.guest.write(file, "x")).isEqualTo(Errno.BADF);
			assertThat(this.host.resolve("work/file")).hasContent("con");
		}
	}

	@Test
	@EnabledOnOs({ OS.LINUX, OS.MAC })
	void whatTheHostDoesNotLetBeWrittenIsOpenedWithoutTheRightToSetSizes() throws IOException {
		Path file = Files.writeString(this.host.resolve("work/file"), "content");
		assumeThat(file.toFile().setReadOnly()).isTrue();
		// Whoever is root may all
		assumeThat(Files.isWritable(file)).isFalse();
		assertThat(this.guest.open(WRITABLE, "file", 0, WRITE)).isEqualTo(Errno.ACCES);
		assertThat(this.guest.open(WRITABLE, "file", 0, READ | Rights.FD_FILESTAT_SET_SIZE)).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.call("fd_filestat_set_size", this.guest.resultInt(), 0)).isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.read(this.guest.resultInt())).isEqualTo("content");
	}

	@Test
	void rightsOfFilesAreThoseOfWasi() {
		assertThat(this.guest.open(READ_ONLY, "file", 0, Rights.FD_READ)).isEqualTo(Errno.SUCCESS);
		int file = this.guest.resultInt();
		assertThat(this.guest.call("fd_pread", file, this.guest.vector(1), 1, 0, 16)).isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.call("fd_seek", file, 0, 0, 16)).isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.call("fd_tell", file, 16)).isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.call("fd_filestat_get", file, 1024)).isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.call("fd_fdstat_set_flags", file, 0)).isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.open(READ_ONLY, "file", 0, Rights.FD_READ | Rights.FD_SEEK)).isEqualTo(Errno.SUCCESS);
		file = this.guest.resultInt();
		assertThat(this.guest.call("fd_pread", file, this.guest.vector(1), 1, 0, 16)).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.call("fd_tell", file, 16)).isEqualTo(Errno.SUCCESS);
	}

	@Test
	void whatADirectoryPassesOnCanBeGivenUp() {
		assertThat(this.guest.call("fd_fdstat_set_rights", WRITABLE, Rights.WRITE_DIRECTORY, Rights.READ_FILE))
			.isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.open(WRITABLE, "new", CREATE, WRITE)).isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.call("fd_fdstat_set_rights", WRITABLE, Rights.WRITE_DIRECTORY, Rights.WRITE_FILE))
			.isEqualTo(Errno.NOTCAPABLE);
	}

	@Test
	void whatIsLargeIsReplacedAndRemovedAndTruncated() throws IOException {
		for (String name : List.of("one", "two", "three")) {
			assertThat(this.guest.open(WRITABLE, name, CREATE, WRITE)).isEqualTo(Errno.SUCCESS);
			assertThat(this.guest.call("fd_filestat_set_size", this.guest.resultInt(), 64 << 20))
				.isEqualTo(Errno.SUCCESS);
		}
		assertThat(this.guest.rename(WRITABLE, "one", "two")).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.path("path_unlink_file", WRITABLE, "two")).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.open(WRITABLE, "three", TRUNCATE, READ)).isEqualTo(Errno.SUCCESS);
		assertThat(this.host.resolve("work/three")).isEmptyFile();
		assertThat(this.host.resolve("work")).isDirectoryNotContaining((path) -> path.endsWith("two"));
	}

	@Test
	void walksAreLimited() throws IOException {
		String name = "a";
		Path deep = Files.createDirectories(this.host.resolve("work").resolve("a/".repeat(Sandbox.DEEPEST)));
		assertThat(this.guest.open(WRITABLE, "a/".repeat(Sandbox.DEEPEST), DIRECTORY, Rights.PATH_CREATE_DIRECTORY))
			.isEqualTo(Errno.SUCCESS);
		int bottom = this.guest.resultInt();
		assertThat(this.guest.path("path_create_directory", bottom, name)).isEqualTo(Errno.NAMETOOLONG);
		assertThat(deep).isEmptyDirectory();
		assertThat(stat(WRITABLE, "sub/../".repeat(Sandbox.MOST_STEPS / 2))).isEqualTo(Errno.SUCCESS);
		assertThat(stat(WRITABLE, "sub/../".repeat(Sandbox.MOST_STEPS / 2) + "sub")).isEqualTo(Errno.NAMETOOLONG);
	}

	@Test
	void filesOfAllInstancesTogetherAreLimited() {
		WasiHost shared = new WasiHost("test", "a",
				WasiOptions.INERT.withDirectory("/data", this.host.resolve("data")));
		assertThat(shared.files().take(WasiHost.MOST_FILES - 2)).isTrue();
		FakeGuest one = new FakeGuest(shared);
		FakeGuest other = new FakeGuest(shared);
		for (FakeGuest each : List.of(one, other)) {
			assertThat(each.open(READ_ONLY, "file", 0, READ)).isEqualTo(Errno.SUCCESS);
		}
		assertThat(one.open(READ_ONLY, "file", 0, READ)).isEqualTo(Errno.NFILE);
		assertThat(one.open(READ_ONLY, "inner", DIRECTORY, 0)).isEqualTo(Errno.SUCCESS);
		other.context().close();
		assertThat(one.open(READ_ONLY, "missing", 0, READ)).isEqualTo(Errno.NOENT);
		assertThat(one.open(READ_ONLY, "file", 0, READ)).isEqualTo(Errno.SUCCESS);
		assertThat(one.open(READ_ONLY, "file", 0, READ)).isEqualTo(Errno.NFILE);
		one.context().close();
		assertThat(shared.files().take(2)).isTrue();
	}

	@Test
	void namesOfAllInstancesTogetherAreLimited() {
		WasiHost shared = new WasiHost("test", "a",
				WasiOptions.INERT.withDirectory("/data", this.host.resolve("data")));
		FakeGuest one = new FakeGuest(shared);
		FakeGuest other = new FakeGuest(shared);
		// ".", "..", "file" and "inner"
		assertThat(shared.names().take(WasiHost.MOST_NAMES - 5)).isTrue();
		for (int i = 0; i < 3; i++) {
			assertThat(one.call("fd_readdir", READ_ONLY, 1024, 100, 0, 16)).isEqualTo(Errno.SUCCESS);
			assertThat(other.call("fd_readdir", READ_ONLY, 1024, 100, 0, 16)).isEqualTo(Errno.NOMEM);
		}
		one.context().close();
		assertThat(other.call("fd_readdir", READ_ONLY, 1024, 100, 0, 16)).isEqualTo(Errno.SUCCESS);
	}

	private Errno stat(int directory, String path) {
		int length = this.guest.memory().writeString(FakeGuest.PATH, path);
		return this.guest.call("path_filestat_get", directory, 1, FakeGuest.PATH, length, 0);
	}

	private void assertUntouched() {
		assertThat(this.host).isDirectoryContaining((path) -> path.endsWith("secret"));
		assertThat(this.host.resolve("secret")).hasContent("secret");
		assertThat(this.host.resolve("data/file")).hasContent("content");
		assertThat(this.host.resolve("data/inner/deep")).hasContent("deep");
		assertThat(this.host.resolve("data")).isDirectoryNotContaining((path) -> path.endsWith("new"));
		assertThat(this.host.resolve("planted")).doesNotExist();
		assertThat(this.host.resolve("work/stolen")).doesNotExist();
		assertThat(this.host.resolve("work/sub")).exists();
	}

}
