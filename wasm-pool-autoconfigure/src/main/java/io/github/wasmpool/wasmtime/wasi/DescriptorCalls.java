package io.github.wasmpool.wasmtime.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.locks.Lock;

import io.github.wasmpool.WasmMemory;
import org.jspecify.annotations.Nullable;

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
		int flags = call.int32(1);
		Errno.NOTSUP.unless((flags & ~APPEND_AND_NONBLOCK & ~descriptor.flags()) == 0);
		descriptor.setFlags(flags);
	}

	static void setRights(WasiContext context, WasiCall call) throws ErrnoException {
		Descriptor descriptor = descriptor(context, call);
		Errno.NOTCAPABLE.unless((call.int64(2) & ~descriptor.inheriting()) == 0);
		descriptor.reduce(call.int64(1));
	}

	static void fileStat(WasiContext context, WasiCall call) throws IOException, ErrnoException {
		Descriptor descriptor = descriptor(context, call);
		long at = call.room(1, FileStat.SIZE);
		if (descriptor instanceof OpenFile file) {
			BasicFileAttributes attributes = attributes(file);
			if (attributes == null) {
				FileStat.write(call.memory(), at, FileType.REGULAR_FILE, file.channel().size());
			}
			else {
				FileStat.write(call.memory(), at, attributes);
			}
		}
		else if (descriptor instanceof OpenDirectory directory) {
			FileStat.write(call.memory(), at, PathCalls.attributes(directory, ".", false));
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
		Lock lock = Sandbox.withoutRenames();
		try {
			if (descriptor instanceof OpenDirectory directory) {
				times.set(directory.sandbox().locate(directory.components(), ".", false).path());
			}
			else {
				Location location = descriptor.file().find();
				if (location == null) {
					throw Errno.NOENT.toException();
				}
				times.set(location.path());
			}
		}
		finally {
			lock.unlock();
		}
	}

	private static @Nullable BasicFileAttributes attributes(OpenFile file) throws IOException {
		Lock lock = Sandbox.withoutRenames();
		try {
			Location location = file.find();
			return (location != null) ? location.attributes() : null;
		}
		finally {
			lock.unlock();
		}
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
		long position = file(context, call, Rights.FD_TELL).channel().position();
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
