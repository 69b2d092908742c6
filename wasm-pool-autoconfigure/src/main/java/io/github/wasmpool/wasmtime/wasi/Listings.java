package io.github.wasmpool.wasmtime.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.wasmpool.WasmMemory;

/**
 * Listing directories. The names are read when a guest begins, so that it can remove
 * files while it goes on. Renames are excluded while the directory is opened, and while
 * one entry is looked at, but never for as long as there are entries.
 */
final class Listings {

	private static final int HEADER = 24;

	/** After how many entries somebody looks whether the guest may go on. */
	private static final int SLICE = 256;

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
		if (cookie == 0 || directory.listing().isEmpty()) {
			List<String> names = names(call, directory);
			context.descriptors().requireRoomForNames(directory, names.size());
			directory.setListing(names, context.host().names());
		}
		List<String> names = directory.listing();
		long start = at;
		for (long i = cookie; i < names.size() && at < end; i++) {
			requireTime(call, i);
			byte[] entry = entry(call, directory, names.get((int) i), i + 1);
			int length = (int) Math.min(entry.length, end - at);
			memory.write(at, entry, 0, length);
			at += length;
		}
		memory.writeInt(result, (int) (at - start));
	}

	private static void requireTime(WasiCall call, long entries) throws ErrnoException {
		Errno.INTR.unless(entries % SLICE != 0 || call.mayGoOn());
	}

	private static List<String> names(WasiCall call, OpenDirectory directory) throws IOException, ErrnoException {
		List<String> names = new ArrayList<>(List.of(".", ".."));
		// What is open stays the same directory, whatever is renamed
		try (DirectoryStream<Path> entries = directory.withoutRenames(call, () -> open(directory))) {
			for (Path entry : entries) {
				requireTime(call, names.size());
				names.add(entry.getFileName().toString());
				Errno.NOMEM.unless(names.size() <= Descriptors.MOST_NAMES);
			}
		}
		catch (DirectoryIteratorException ex) {
			throw ex.getCause();
		}
		return names;
	}

	/** Open a directory, which whoever calls this closes. */
	@SuppressWarnings("StreamResourceLeak")
	private static DirectoryStream<Path> open(OpenDirectory directory) throws IOException, ErrnoException {
		return Files.newDirectoryStream(directory.locate(".", false).path());
	}

	private static byte[] entry(WasiCall call, OpenDirectory directory, String name, long next)
			throws IOException, ErrnoException {
		FileType type = FileType.DIRECTORY;
		Object identity = directory.components() + "/" + name;
		if (!name.equals(".") && !name.equals("..")) {
			Optional<BasicFileAttributes> found = directory.withoutRenames(call, () -> attributes(directory, name));
			// Without, it is gone since the names were read, which a guest has to expect
			type = found.map(FileType::of).orElse(FileType.UNKNOWN);
			identity = found.<Object>map(BasicFileAttributes::fileKey).orElse(identity);
		}
		byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
		ByteBuffer entry = ByteBuffer.allocate(HEADER + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
		entry.putLong(next).putLong(FileStat.identity(identity)).putInt(bytes.length).put(type.value());
		return entry.position(HEADER).put(bytes).array();
	}

	private static Optional<BasicFileAttributes> attributes(OpenDirectory directory, String name) throws IOException {
		try {
			return Optional.ofNullable(directory.locate(name, false).attributes());
		}
		catch (ErrnoException ex) {
			return Optional.empty();
		}
	}

}
