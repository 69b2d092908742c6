// A command that counts lines, words and bytes of its standard input, as wc does, and
// ends with the exit code that its argument names. Compiled as build.sh says.

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
	long lines = 0, words = 0, bytes = 0;
	int inside = 0;
	for (int c; (c = getchar()) != EOF; bytes++) {
		lines += c == '\n';
		words += !isspace(c) && !inside;
		inside = !isspace(c);
	}
	printf("%ld %ld %ld\n", lines, words, bytes);
	if (argc > 2) {
		fprintf(stderr, "%s: too many arguments\n", argv[0]);
		return 2;
	}
	return argc > 1 ? atoi(argv[1]) : 0;
}
