package io.github.wasmpool.wasmtime.wasi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.github.wasmpool.Effort;
import io.github.wasmpool.WasiOptions;
import io.github.wasmpool.WasmExitException;
import io.github.wasmpool.WasmOutputLimitException;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.ValueType;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls all functions with arguments that are often nearly right. Each call has to be
 * answered by a number, or to end the guest as an exit or too much output does, and
 * nothing outside the directories may change.
 */
@Timeout(120)
@EnabledOnOs({ OS.LINUX, OS.MAC })
class WasiFuzzTests {

	private static final int ROUNDS = 100;

	private static final int CALLS = 150;

	private static final List<String> PATHS = List.of("file", "new", "sub", "sub/file", "sub/new", ".", "..", "out",
			"out/secret", "up", "up/file", "absolute", "loop", "inside", "inside/file", "sub/../file", "../secret", "/",
			"", "a\0b", "new/", "sub/.", "x".repeat(300), "a/".repeat(600), "sub/../".repeat(500), "\u20ac\ud83d\ude00",
			"inside/../../secret", "gone", "large");

	private static final List<String> NEEDED = List.of("path_open SUCCESS", "path_rename SUCCESS",
			"fd_filestat_set_size SUCCESS", "fd_readdir SUCCESS", "fd_pread SUCCESS", "fd_pwrite SUCCESS",
			"fd_seek SUCCESS", "path_filestat_set_times SUCCESS", "fd_filestat_set_times SUCCESS", "random_get SUCCESS",
			"path_unlink_file SUCCESS", "path_readlink SUCCESS", "poll_oneoff SUCCESS", "proc_exit WasmExitException");

	private static final long[] NUMBERS = { 0, 1, 2, 3, 4, 5, 7, 8, 16, 63, 255, 4096, 4097, 65_535, 65_536, 131_071,
			131_072, -1, -8, Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 32, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE,
			Rights.FD_FILESTAT_SET_SIZE, Rights.FD_WRITE, Rights.FD_READ, Rights.READ_DIRECTORY, Rights.WRITE_DIRECTORY,
			Rights.WRITE_FILE };

	static LongStream seeds() {
		return LongStream.rangeClosed(1, Effort.of(2, 12));
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void everyCallIsAnswered(long seed, @TempDir Path host) throws IOException {
		prepare(host);
		Map<String, String> before = contents(host);
		Random random = new Random(seed);
		WasiOptions options = WasiOptions.INERT.withDirectory("/data", host.resolve("data"))
			.withWritableDirectory("/work", host.resolve("work"))
			.withOutputLimit(100_000);
		List<String> names = WasiFunction.names().stream().sorted().toList();
		Map<String, Integer> answered = new TreeMap<>();
		for (int round = 0; round < ROUNDS; round++) {
			prepare(host);
			FakeGuest guest = new FakeGuest(options).begin("input");
			open(random, guest);
			play(random, guest, names, answered);
			guest.context().close();
		}
		assertThat(contents(host)).isEqualTo(before);
		// Or else the arguments were never right
		assertThat(NEEDED.stream().filter((needed) -> !answered.containsKey(needed))).isEmpty();
	}

	/** Open files and directories with all kinds of rights. */
	private static void open(Random random, FakeGuest guest) {
		for (int i = 0; i < 6; i++) {
			String path = (i % 3 == 2) ? "sub" : "sub/file";
			guest.open(3 + i % 2, path, 0, random.nextBoolean() ? random.nextLong() : FakeGuest.EVERYTHING);
		}
	}

	private static void play(Random random, FakeGuest guest, List<String> names, Map<String, Integer> answered) {
		for (int i = 0; i < CALLS; i++) {
			String name = names.get(random.nextInt(names.size()));
			boolean over = name.equals("poll_oneoff") || random.nextInt(20) == 0;
			guest.endTimeWhen(() -> over);
			Number[] args = arguments(random, guest, name);
			try {
				Errno errno = guest.call(name, args);
				answered.merge(name + " " + errno, 1, Integer::sum);
			}
			catch (WasmExitException | WasmOutputLimitException ex) {
				answered.merge(name + " " + ex.getClass().getSimpleName(), 1, Integer::sum);
			}
			catch (RuntimeException | Error ex) {
				throw new AssertionError("Call " + i + ", " + name + Arrays.toString(args), ex);
			}
		}
	}

	private static void prepare(Path host) throws IOException {
		// What guests have made of it goes
		FileSystemUtils.deleteRecursively(host.resolve("work"));
		Files.createDirectories(host.resolve("data/sub"));
		Files.createDirectories(host.resolve("work/sub"));
		Files.writeString(host.resolve("secret"), "secret");
		Files.writeString(host.resolve("data/file"), "content");
		Files.writeString(host.resolve("data/sub/file"), "deep");
		Files.writeString(host.resolve("work/sub/file"), "mine");
		Map<String, String> links = Map.of("out", "..", "up", "../data", "absolute", host.resolve("secret").toString(),
				"loop", "loop", "inside", "sub", "sub/out", "../../data");
		for (Map.Entry<String, String> link : links.entrySet()) {
			Path path = host.resolve("work").resolve(link.getKey());
			if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
				Files.createSymbolicLink(path, Path.of(link.getValue()));
			}
		}
	}

	/** All there is, without what guests may change. */
	private static Map<String, String> contents(Path host) throws IOException {
		Map<String, String> contents = new TreeMap<>();
		List<Path> paths;
		try (Stream<Path> all = Files.walk(host)) {
			paths = all.filter((path) -> !path.startsWith(host.resolve("work"))).toList();
		}
		for (Path path : paths) {
			contents.put(path.toString(), Files.isDirectory(path) ? "" : Files.readString(path));
		}
		return contents;
	}

	private static Number[] arguments(Random random, FakeGuest guest, String name) {
		for (int i = 0; i < 4; i++) {
			guest.memory()
				.writeInt(FakeGuest.VECTORS + 4L * i,
						(random.nextInt(4) == 0) ? random.nextInt() : random.nextInt(3000));
		}
		guest.memory().writeByte(FakeGuest.VECTORS + 8, (byte) random.nextInt(4));
		ImportType imported = new ImportType(WasiHost.MODULE, name, FunctionType.of(List.of(), List.of()));
		HostFunction function = WasiHost.function(imported).orElseThrow();
		List<ValueType> params = Objects.requireNonNull(function.type()).params();
		List<Number> args = new ArrayList<>();
		for (ValueType param : params) {
			args.add((param == ValueType.I64) ? (Number) number(random) : (Number) (int) number(random));
		}
		if (random.nextInt(8) != 0) {
			makeSense(random, guest, name, args);
		}
		return args.toArray(Number[]::new);
	}

	private static long number(Random random) {
		return switch (random.nextInt(4)) {
			case 0 -> random.nextLong();
			case 1 -> random.nextInt(200_000);
			default -> NUMBERS[random.nextInt(NUMBERS.length)];
		};
	}

	/** Put in what is needed to get anywhere. */
	private static void makeSense(Random random, FakeGuest guest, String name, List<Number> args) {
		if (name.startsWith("fd_") || name.startsWith("path_")) {
			boolean closes = name.equals("fd_close") || name.equals("fd_renumber");
			args.set(0, closes ? 9 + random.nextInt(6) : random.nextInt(14));
		}
		if (name.startsWith("path_") && random.nextInt(4) != 0) {
			args.set(0, 3 + random.nextInt(2));
		}
		switch (name) {
			case "fd_read", "fd_write", "fd_pread", "fd_pwrite" -> {
				args.set(1, FakeGuest.VECTORS);
				args.set(2, random.nextInt(3));
				args.set(args.size() - 1, FakeGuest.RESULT);
			}
			case "fd_seek" -> {
				args.set(2, random.nextInt(4));
				args.set(3, FakeGuest.RESULT);
			}
			case "fd_readdir" -> {
				args.set(1, FakeGuest.BUFFER);
				args.set(2, random.nextInt(5000));
				args.set(4, FakeGuest.RESULT);
			}
			case "path_create_directory", "path_remove_directory", "path_unlink_file" ->
				path(random, guest, args, 1, FakeGuest.PATH);
			case "path_readlink" -> {
				path(random, guest, args, 1, FakeGuest.PATH);
				args.set(3, FakeGuest.BUFFER);
				args.set(5, FakeGuest.RESULT);
			}
			case "path_filestat_get" -> path(random, guest, args, 2, FakeGuest.PATH);
			case "path_filestat_set_times" -> {
				path(random, guest, args, 2, FakeGuest.PATH);
				args.set(6, random.nextInt(16));
			}
			case "fd_filestat_set_times" -> args.set(3, random.nextInt(16));
			case "path_open" -> {
				path(random, guest, args, 2, FakeGuest.PATH);
				args.set(4, random.nextInt(16));
				args.set(5, random.nextBoolean() ? random.nextLong() : args.get(5));
				args.set(6, random.nextBoolean() ? FakeGuest.EVERYTHING : args.get(6));
				args.set(8, FakeGuest.RESULT);
			}
			case "path_rename" -> {
				path(random, guest, args, 1, FakeGuest.PATH);
				path(random, guest, args, 4, FakeGuest.OTHER_PATH);
				args.set(3, random.nextBoolean() ? args.get(0) : 4);
			}
			case "poll_oneoff" -> {
				args.set(0, FakeGuest.VECTORS);
				args.set(1, FakeGuest.BUFFER);
				args.set(2, 1);
				args.set(3, FakeGuest.RESULT);
			}
			default -> {
				// As it is
			}
		}
	}

	private static void path(Random random, FakeGuest guest, List<Number> args, int index, int at) {
		int length = guest.memory().writeString(at, PATHS.get(random.nextInt(PATHS.size())));
		args.set(index, at);
		args.set(index + 1, (random.nextInt(50) == 0) ? length + 1 : length);
	}

}
