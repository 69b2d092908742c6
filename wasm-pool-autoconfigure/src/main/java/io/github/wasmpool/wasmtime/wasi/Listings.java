package io.github.wasmpool.wasmtime.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;

import io.github.wasmpool.WasmMemory;

/**
 * Listing directories. The names are read when a guest begins, so that it can remove
 * files while it goes on.
 */
final class Listings {

	private static final int HEADER = 24;

	private Listings() {
	}

	static void read(WasiContext context, WasiCall call) throws IOException, ErrnoException {
		OpenDirectory directory = context.descriptors().get(call.int32(0)).directory();
		directory.require(Rights.FD_READDIR);
		WasmMemory memory = call.memory();
		long at = call.pointer(1);
		long end = at + call.pointer(2);
		Errno.FAULT.unless(end <= memory.size());
		long result = call.room(4, 4);
		long cookie = call.int64(3);
		Errno.INVAL.unless(cookie >= 0);
		Lock lock = Sandbox.withoutRenames();
		try {
			if (cookie == 0 || directory.listing().isEmpty()) {
				directory.setListing(names(context.descriptors(), directory));
			}
			List<String> names = directory.listing();
			long start = at;
			for (long i = cookie; i < names.size() && at < end; i++) {
				byte[] entry = entry(directory, names.get((int) i), i + 1);
				int length = (int) Math.min(entry.length, end - at);
				memory.write(at, entry, 0, length);
				at += length;
			}
			memory.writeInt(result, (int) (at - start));
		}
		finally {
			lock.unlock();
		}
	}

	private static List<String> names(Descriptors descriptors, OpenDirectory directory)
			throws IOException, ErrnoException {
		Path path = directory.sandbox().locate(directory.components(), ".", false).path();
		List<String> names = new ArrayList<>(List.of(".", ".."));
		try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
			for (Path entry : entries) {
				names.add(entry.getFileName().toString());
				if (names.size() > Descriptors.MOST_NAMES) {
					break;
				}
			}
		}
		catch (DirectoryIteratorException ex) {
			throw ex.getCause();
		}
		descriptors.requireRoomForNames(directory, names.size());
		return names;
	}

	private static byte[] entry(OpenDirectory directory, String name, long next) throws IOException {
		FileType type = FileType.DIRECTORY;
		Object identity = directory.components() + "/" + name;
		if (!name.equals(".") && !name.equals("..")) {
			type = FileType.UNKNOWN;
			try {
				Location location = directory.sandbox().locate(directory.components(), name, false);
				type = FileType.of(location.existing());
				identity = location.existing().fileKey();
			}
			catch (ErrnoException ex) {
				// It is gone since the names were read, which a guest has to expect
				type = FileType.UNKNOWN;
			}
		}
		byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
		ByteBuffer entry = ByteBuffer.allocate(HEADER + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
		entry.putLong(next).putLong(FileStat.identity(identity)).putInt(bytes.length).put(type.value());
		return entry.position(HEADER).put(bytes).array();
	}

}
