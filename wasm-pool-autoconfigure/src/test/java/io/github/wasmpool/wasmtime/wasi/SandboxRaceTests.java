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
		for (String place : new String[] { "work/place", "outside" }) {
			Path way = Files.createDirectories(host.resolve(place).resolve(WAY));
			Files.writeString(way.resolve("file"), place);
		}
		Files.createSymbolicLink(host.resolve("work/link"), Path.of("../outside"));
		WasiOptions options = WasiOptions.INERT.withWritableDirectory("/work", host.resolve("work"));
		AtomicBoolean over = new AtomicBoolean();
		Callable<Boolean> swapping = () -> {
			FakeGuest guest = new FakeGuest(options);
			boolean renamed = true;
			while (!over.get()) {
				renamed &= guest.rename(DIRECTORY, "place", "away") == Errno.SUCCESS;
				renamed &= guest.rename(DIRECTORY, "link", "place") == Errno.SUCCESS;
				renamed &= guest.rename(DIRECTORY, "place", "link") == Errno.SUCCESS;
				renamed &= guest.rename(DIRECTORY, "away", "place") == Errno.SUCCESS;
			}
			return renamed;
		};
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try {
			Future<Boolean> swapper = executor.submit(swapping);
			Set<String> seen = new TreeSet<>();
			FakeGuest guest = new FakeGuest(options);
			for (int i = 0; i < ROUNDS || !seen.contains("work/place") || !seen.contains("NOTCAPABLE"); i++) {
				seen.add(readThroughThePlace(guest));
				seen.add(measureThroughThePlace(guest));
			}
			over.set(true);
			assertThat(swapper.get()).isTrue();
			assertThat(seen).containsExactlyInAnyOrder("work/place", "NOENT", "NOTCAPABLE");
		}
		finally {
			over.set(true);
			executor.shutdown();
		}
	}

	private static String measureThroughThePlace(FakeGuest guest) {
		int length = guest.memory().writeString(FakeGuest.PATH, "place/" + WAY + "/file");
		Errno errno = guest.call("path_filestat_get", DIRECTORY, 0, FakeGuest.PATH, length, 0);
		if (errno != Errno.SUCCESS) {
			return errno.name();
		}
		return (guest.memory().readLong(32) == "work/place".length()) ? "work/place" : "something else";
	}

	private static String readThroughThePlace(FakeGuest guest) {
		Errno errno = guest.open(DIRECTORY, "place/" + WAY + "/file", 0, Rights.FD_READ);
		if (errno != Errno.SUCCESS) {
			return errno.name();
		}
		int fd = guest.resultInt();
		String content = guest.read(fd);
		guest.call("fd_close", fd);
		return content;
	}

}
