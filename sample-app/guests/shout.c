/*
 * A program for WASI preview 1 without a C library: says its arguments, then writes its
 * standard input in capitals. Exits with 1 if it was given nothing to read.
 */

#define WASI(name) __attribute__((import_module("wasi_snapshot_preview1"), import_name(name)))

struct piece {
	const void *data;
	unsigned long size;
};

WASI("args_sizes_get") int args_sizes_get(unsigned long *count, unsigned long *size);
WASI("args_get") int args_get(char **args, char *text);
WASI("fd_read") int fd_read(int file, const struct piece *pieces, unsigned long count, unsigned long *read);
WASI("fd_write") int fd_write(int file, const struct piece *pieces, unsigned long count, unsigned long *written);
WASI("proc_exit") _Noreturn void proc_exit(int code);

static char text[4096];

static char *args[256];

static void put(int file, const char *data, unsigned long size) {
	unsigned long written = 0;
	struct piece piece = { data, size };
	if (fd_write(file, &piece, 1, &written) != 0) {
		proc_exit(2);
	}
}

static unsigned long length(const char *string) {
	unsigned long size = 0;
	while (string[size] != 0) {
		size++;
	}
	return size;
}

static void say_arguments(void) {
	unsigned long count = 0, size = 0;
	args_sizes_get(&count, &size);
	if (count > 256 || size > sizeof text) {
		put(2, "too many arguments\n", 19);
		proc_exit(2);
	}
	args_get(args, text);
	for (unsigned long i = 1; i < count; i++) {
		put(1, args[i], length(args[i]));
		put(1, (i + 1 < count) ? " " : ": ", (i + 1 < count) ? 1 : 2);
	}
}

__attribute__((export_name("_start")))
void _start(void) {
	say_arguments();
	unsigned long total = 0, size = 0;
	struct piece piece = { text, sizeof text };
	while (fd_read(0, &piece, 1, &size) == 0 && size > 0) {
		for (unsigned long i = 0; i < size; i++) {
			text[i] -= (text[i] >= 'a' && text[i] <= 'z') ? 'a' - 'A' : 0;
		}
		put(1, text, size);
		total += size;
	}
	if (total == 0) {
		put(2, "nothing to read\n", 16);
		proc_exit(1);
	}
}
