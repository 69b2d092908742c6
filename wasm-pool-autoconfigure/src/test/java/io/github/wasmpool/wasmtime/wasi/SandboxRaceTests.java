package io.github.wasmpool.wasmtime.wasi;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.wasmpool.WasiOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class SandboxRaceTests {

	private static final int DIRECTORY = 3;

	private static final int ROUNDS = 5000;

	/** Long, so that much can happen on the way. */
	private static final String WAY = "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u/v/w/x/y/z";

	/**
	 * One guest puts a link that leads out into the place of a directory and takes it
	 * away again, the other walks through that place.
	 */
	@Test
	@EnabledOnOs({ OS.LINUX, OS.MAC })
	void twoGuestsCannotLeadEachOtherOut(@TempDir Path host) throws Exception {
		assertThat(race(host, "work", "place/" + WAY)).containsExactlyInAnyOrder("work/place", "NOENT", "NOTCAPABLE");
	}

	/**
	 * The same when what one guest can reach is inside of what the other renames.
	 */
	@Test
	@EnabledOnOs({ OS.LINUX, OS.MAC })
	void oneGuestCannotLeadAnotherOutOfADirectoryInside(@TempDir Path host) throws Exception {
		assertThat(race(host, "work/place/a/b", WAY.substring("a/b/".length()))).containsExactlyInAnyOrder("work/place",
				"NOENT");
	}

	private static Set<String> race(Path host, String root, String way) throws Exception {
		for (String place : new String[] { "work/place", "outside" }) {
			Path end = Files.createDirectories(host.resolve(place).resolve(WAY));
			Files.writeString(end.resolve("file"), place);
		}
		Files.createSymbolicLink(host.resolve("work/link"), Path.of("../outside"));
		WasiOptions options = WasiOptions.INERT.withWritableDirectory("/work", host.resolve("work"));
		FakeGuest guest = new FakeGuest(WasiOptions.INERT.withDirectory("/reached", host.resolve(root)));
		FakeGuest other = new FakeGuest(options);
		AtomicBoolean over = new AtomicBoolean();
		Callable<Boolean> swapping = () -> {
			boolean renamed = true;
			while (!over.get()) {
				renamed &= other.rename(DIRECTORY, "place", "away") == Errno.SUCCESS;
				renamed &= other.rename(DIRECTORY, "link", "place") == Errno.SUCCESS;
				renamed &= other.rename(DIRECTORY, "place", "link") == Errno.SUCCESS;
				renamed &= other.rename(DIRECTORY, "away", "place") == Errno.SUCCESS;
			}
			return renamed;
		};
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try {
			Future<Boolean> swapper = executor.submit(swapping);
			Set<String> seen = new TreeSet<>();
			for (int i = 0; i < ROUNDS || !seen.contains("work/place") || !seen.contains("NOENT"); i++) {
				seen.add(readThroughThePlace(guest, way));
				seen.add(measureThroughThePlace(guest, way));
			}
			over.set(true);
			assertThat(swapper.get()).isTrue();
			return seen;
		}
		finally {
			over.set(true);
			executor.shutdown();
		}
	}

	private static String measureThroughThePlace(FakeGuest guest, String way) {
		int length = guest.memory().writeString(FakeGuest.PATH, way + "/file");
		Errno errno = guest.call("path_filestat_get", DIRECTORY, 0, FakeGuest.PATH, length, 0);
		if (errno != Errno.SUCCESS) {
			return errno.name();
		}
		return (guest.memory().readLong(32) == "work/place".length()) ? "work/place" : "something else";
	}

	private static String readThroughThePlace(FakeGuest guest, String way) {
		Errno errno = guest.open(DIRECTORY, way + "/file", 0, Rights.FD_READ);
		if (errno != Errno.SUCCESS) {
			return errno.name();
		}
		int fd = guest.resultInt();
		String content = guest.read(fd);
		guest.call("fd_close", fd);
		return content;
	}

}
