package io.github.wasmpool.wasmtime.wasi;

/**
 * What a guest may do with a descriptor, and with what it opens below it. A directory
 * that is only to be read has no right that changes anything, nor does it pass one on, so
 * the check of rights is what keeps it unchanged.
 */
final class Rights {

	static final long FD_DATASYNC = 1;

	static final long FD_READ = 1 << 1;

	static final long FD_SEEK = 1 << 2;

	static final long FD_FDSTAT_SET_FLAGS = 1 << 3;

	static final long FD_SYNC = 1 << 4;

	static final long FD_TELL = 1 << 5;

	static final long FD_WRITE = 1 << 6;

	static final long FD_ADVISE = 1 << 7;

	static final long PATH_CREATE_DIRECTORY = 1 << 9;

	static final long PATH_CREATE_FILE = 1 << 10;

	static final long PATH_OPEN = 1 << 13;

	static final long FD_READDIR = 1 << 14;

	static final long PATH_READLINK = 1 << 15;

	static final long PATH_RENAME_SOURCE = 1 << 16;

	static final long PATH_RENAME_TARGET = 1 << 17;

	static final long PATH_FILESTAT_GET = 1 << 18;

	static final long PATH_FILESTAT_SET_SIZE = 1 << 19;

	static final long PATH_FILESTAT_SET_TIMES = 1 << 20;

	static final long FD_FILESTAT_GET = 1 << 21;

	static final long FD_FILESTAT_SET_SIZE = 1 << 22;

	static final long FD_FILESTAT_SET_TIMES = 1 << 23;

	static final long PATH_REMOVE_DIRECTORY = 1 << 25;

	static final long PATH_UNLINK_FILE = 1 << 26;

	static final long POLL_FD_READWRITE = 1 << 27;

	static final long READ_DIRECTORY = PATH_OPEN | FD_READDIR | PATH_READLINK | PATH_FILESTAT_GET | FD_FILESTAT_GET
			| FD_FDSTAT_SET_FLAGS;

	static final long WRITE_DIRECTORY = READ_DIRECTORY | PATH_CREATE_DIRECTORY | PATH_CREATE_FILE | PATH_RENAME_SOURCE
			| PATH_RENAME_TARGET | PATH_FILESTAT_SET_SIZE | PATH_FILESTAT_SET_TIMES | FD_FILESTAT_SET_TIMES
			| PATH_REMOVE_DIRECTORY | PATH_UNLINK_FILE;

	static final long READ_FILE = FD_READ | FD_SEEK | FD_TELL | FD_ADVISE | FD_FILESTAT_GET | FD_FDSTAT_SET_FLAGS
			| POLL_FD_READWRITE;

	static final long WRITE_FILE = READ_FILE | FD_WRITE | FD_DATASYNC | FD_SYNC | FD_FILESTAT_SET_SIZE
			| FD_FILESTAT_SET_TIMES;

	/**
	 * What can be done with any stream, besides reading or writing it.
	 */
	static final long STREAM = FD_FDSTAT_SET_FLAGS | FD_FILESTAT_GET | POLL_FD_READWRITE;

	/**
	 * What changes the content of a file, so that it has to be opened for writing.
	 */
	static final long CHANGE_FILE = FD_WRITE | FD_FILESTAT_SET_SIZE;

	private Rights() {
	}

}
