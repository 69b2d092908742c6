package io.github.wasmpool.wasmtime.wasi;

import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;

import io.github.wasmpool.WasmMemory;

/**
 * What a guest is told about a file. Numbers of devices and inodes are not the host's.
 */
final class FileStat {

	static final int SIZE = 64;

	private FileStat() {
	}

	static void write(WasmMemory memory, long at, FileType type, long size) {
		memory.fill(at, SIZE, (byte) 0);
		memory.writeByte(at + 16, type.value());
		memory.writeLong(at + 24, 1);
		memory.writeLong(at + 32, size);
	}

	static void write(WasmMemory memory, long at, BasicFileAttributes attributes) {
		write(memory, at, FileType.of(attributes), attributes.size());
		memory.writeLong(at + 8, identity(attributes.fileKey()));
		memory.writeLong(at + 40, nanos(attributes.lastAccessTime()));
		memory.writeLong(at + 48, nanos(attributes.lastModifiedTime()));
		memory.writeLong(at + 56, nanos(attributes.lastModifiedTime()));
	}

	private static long nanos(FileTime time) {
		return Math.max(0, time.to(TimeUnit.NANOSECONDS));
	}

	/**
	 * Make a number of what identifies something, by the method of Fowler, Noll and Vo.
	 * @param key anything whose text identifies it
	 * @return a number that is never 0
	 */
	static long identity(Object key) {
		long hash = 0xcbf29ce484222325L;
		for (byte value : String.valueOf(key).getBytes(StandardCharsets.UTF_8)) {
			hash = (hash ^ (value & 0xff)) * 0x100000001b3L;
		}
		return (hash != 0) ? hash : 1;
	}

}
