package io.github.wasmpool.wasmtime.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

import io.github.wasmpool.WasmMemory;

/**
 * What can be done with a descriptor, besides reading and writing.
 */
final class DescriptorCalls {

	private static final int ADVICES = 6;

	private static final int APPEND_AND_NONBLOCK = OpenFile.APPEND | 1 << 2;

	private DescriptorCalls() {
	}

	private static Descriptor descriptor(WasiContext context, WasiCall call) throws ErrnoException {
		return context.descriptors().get(call.int32(0));
	}

	private static OpenFile file(WasiContext context, WasiCall call, long rights) throws ErrnoException {
		OpenFile file = descriptor(context, call).file();
		file.require(rights);
		return file;
	}

	static void advise(WasiContext context, WasiCall call) throws ErrnoException {
		file(context, call, Rights.FD_ADVISE);
		Errno.INVAL.unless(call.int64(1) >= 0 && call.int64(2) >= 0 && call.pointer(3) < ADVICES);
	}

	static void allocate(WasiContext context, WasiCall call) throws ErrnoException {
		descriptor(context, call).file();
		throw Errno.NOTSUP.toException();
	}

	static void close(WasiContext context, WasiCall call) throws IOException, ErrnoException {
		context.descriptors().close(call.int32(0));
	}

	static void renumber(WasiContext context, WasiCall call) throws IOException, ErrnoException {
		context.descriptors().renumber(call.int32(0), call.int32(1));
	}

	static void dataSync(WasiContext context, WasiCall call) throws IOException, ErrnoException {
		file(context, call, Rights.FD_DATASYNC).channel().force(false);
	}

	static void sync(WasiContext context, WasiCall call) throws IOException, ErrnoException {
		file(context, call, Rights.FD_SYNC).channel().force(true);
	}

	static void stat(WasiContext context, WasiCall call) throws ErrnoException {
		Descriptor descriptor = descriptor(context, call);
		WasmMemory memory = call.memory();
		long at = call.room(1, 24);
		memory.writeLong(at, descriptor.type().value());
		memory.writeShort(at + 2, (short) descriptor.flags());
		memory.writeLong(at + 8, descriptor.rights());
		memory.writeLong(at + 16, descriptor.inheriting());
	}

	static void setFlags(WasiContext context, WasiCall call) throws ErrnoException {
		Descriptor descriptor = descriptor(context, call);
		descriptor.require(Rights.FD_FDSTAT_SET_FLAGS);
		int flags = call.int32(1);
		Errno.NOTSUP.unless((flags & ~APPEND_AND_NONBLOCK & ~descriptor.flags()) == 0);
		descriptor.setFlags(flags);
	}

	static void setRights(WasiContext context, WasiCall call) throws ErrnoException {
		Descriptor descriptor = descriptor(context, call);
		descriptor.reduce(call.int64(1), call.int64(2));
	}

	static void fileStat(WasiContext context, WasiCall call) throws IOException, ErrnoException {
		Descriptor descriptor = descriptor(context, call);
		descriptor.require(Rights.FD_FILESTAT_GET);
		long at = call.room(1, FileStat.SIZE);
		if (descriptor instanceof OpenFile file) {
			Optional<Location> location = file.tree().withoutRenames(call::mayGoOn, file::find);
			if (location.isPresent()) {
				FileStat.write(call.memory(), at, location.get().existing());
			}
			else {
				FileStat.write(call.memory(), at, FileType.REGULAR_FILE, file.channel().size());
			}
		}
		else if (descriptor instanceof OpenDirectory directory) {
			FileStat.write(call.memory(), at,
					directory.withoutRenames(call, () -> directory.locate(".", false).existing()));
		}
		else {
			FileStat.write(call.memory(), at, descriptor.type(), 0);
		}
	}

	static void setSize(WasiContext context, WasiCall call) throws IOException, ErrnoException {
		FileChannel channel = file(context, call, Rights.FD_FILESTAT_SET_SIZE).channel();
		long size = call.int64(1);
		Errno.INVAL.unless(size >= 0);
		if (size <= channel.size()) {
			long position = channel.position();
			channel.truncate(size);
			// Which truncating moves
			channel.position(position);
		}
		else {
			channel.write(ByteBuffer.allocate(1), size - 1);
		}
	}

	static void setTimes(WasiContext context, WasiCall call) throws IOException, ErrnoException {
		Descriptor descriptor = descriptor(context, call);
		descriptor.require(Rights.FD_FILESTAT_SET_TIMES);
		FileTimes times = FileTimes.of(call.int64(1), call.int64(2), call.int32(3));
		if (descriptor instanceof OpenDirectory directory) {
			directory.withoutRenames(call, () -> set(times, directory.locate(".", false)));
		}
		else {
			OpenFile file = descriptor.file();
			file.tree()
				.withoutRenames(call::mayGoOn, () -> set(times, file.find().orElseThrow(Errno.NOENT::toException)));
		}
	}

	private static Location set(FileTimes times, Location location) throws IOException, ErrnoException {
		times.set(location.path());
		return location;
	}

	static void seek(WasiContext context, WasiCall call) throws IOException, ErrnoException {
		FileChannel channel = file(context, call, Rights.FD_SEEK).channel();
		long at = call.room(3, 8);
		long base = switch (call.int32(2)) {
			case 0 -> 0;
			case 1 -> channel.position();
			case 2 -> channel.size();
			default -> throw Errno.INVAL.toException();
		};
		long position = base + call.int64(1);
		// Negative, also by overflow
		Errno.INVAL.unless(position >= 0);
		channel.position(position);
		call.memory().writeLong(at, position);
	}

	static void tell(WasiContext context, WasiCall call) throws IOException, ErrnoException {
		OpenFile file = descriptor(context, call).file();
		// Who may seek may tell
		Errno.NOTCAPABLE.unless(file.has(Rights.FD_TELL) || file.has(Rights.FD_SEEK));
		long position = file.channel().position();
		call.memory().writeLong(call.pointer(1), position);
	}

	static void prestat(WasiContext context, WasiCall call) throws ErrnoException {
		int length = preopenName(context, call).length;
		long at = call.room(1, 8);
		call.memory().writeInt(at, 0);
		call.memory().writeInt(at + 4, length);
	}

	static void prestatName(WasiContext context, WasiCall call) throws ErrnoException {
		byte[] name = preopenName(context, call);
		Errno.NAMETOOLONG.unless(call.pointer(2) >= name.length);
		call.memory().write(call.pointer(1), name);
	}

	private static byte[] preopenName(WasiContext context, WasiCall call) throws ErrnoException {
		Descriptor descriptor = descriptor(context, call);
		// Guests count up until they are told that there are no more
		Errno.BADF.unless(descriptor instanceof OpenDirectory);
		return descriptor.directory().preopenName();
	}

	static void notSocket(WasiContext context, WasiCall call) throws ErrnoException {
		descriptor(context, call);
		throw Errno.NOTSOCK.toException();
	}

}
