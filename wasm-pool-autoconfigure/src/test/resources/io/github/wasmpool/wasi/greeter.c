// A reactor: a library with a state that is initialised once, and that prints. Compiled
// as build.sh says.

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int greeted;
static char name[256];
static char message[512];

__attribute__((constructor)) static void initialise(void) {
	const char *from = getenv("GREETER");
	strncpy(name, from ? from : "nobody", sizeof name - 1);
}

__attribute__((export_name("greet"))) int greet(void) {
	printf("hello from %s, %d\n", name, ++greeted);
	return greeted;
}

// Without an end of line
__attribute__((export_name("mumble"))) void mumble(void) {
	fputs("hm", stdout);
	fflush(stdout);
}

__attribute__((export_name("complain"))) void complain(void) {
	fputs("a \033[31mred\r\nline\n", stderr);
}

__attribute__((export_name("storm"))) void storm(int lines) {
	for (int i = 0; i < lines; i++) {
		printf("%d\n", i);
	}
}

__attribute__((export_name("leave"))) void leave(int code) {
	exit(code);
}

__attribute__((export_name("now"))) long long now(void) {
	return time(NULL);
}

__attribute__((export_name("random_value"))) int random_value(void) {
	int value;
	return getentropy(&value, sizeof value) == 0 ? value : 0;
}

// Opens as many files as it can; answers how many
__attribute__((export_name("hoard"))) int hoard(void) {
	int count = 0;
	while (count < 10000 && open("/data/file", O_RDONLY) >= 0) {
		count++;
	}
	return errno == EMFILE ? count : -errno;
}

// Answers the error of opening a file to write it, or 0
__attribute__((export_name("deface"))) int deface(void) {
	int fd = open("/data/file", O_WRONLY);
	if (fd < 0) {
		return errno;
	}
	int written = write(fd, "x", 1) < 0 ? errno : 0;
	close(fd);
	return written;
}

__attribute__((export_name("size"))) long long size(void) {
	struct stat status;
	return stat("/data/file", &status) == 0 ? status.st_size : -errno;
}

__attribute__((export_name("text"))) char *text(void) {
	return message;
}

// Answers the length of the file, which is read to the address of text()
__attribute__((export_name("read_file"))) int read_file(void) {
	int fd = open("/data/file", O_RDONLY);
	if (fd < 0) {
		return -errno;
	}
	int length = (int) read(fd, message, sizeof message);
	close(fd);
	return length;
}
