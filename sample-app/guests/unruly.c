/* What guests do wrong, each in a function of its own, and one that does right. */

#define EXPORT(name) __attribute__((export_name(name)))

/* An honest answer, to see that others still get theirs. */
EXPORT("honest")
int honest(int number) {
	return number * 2 + 1;
}

/* Gives up: the instruction 'unreachable'. */
EXPORT("trap")
int trap(void) {
	__builtin_trap();
}

/* Never returns: only the host's deadline ends it. */
EXPORT("loop")
int loop(void) {
	volatile unsigned turns = 0;
	while (1) {
		turns = turns + 1;
	}
}

/* The empty instructions keep the compiler from making a loop of this. */
static __attribute__((noinline)) int deeper(int depth) {
	int below = deeper(depth + 1);
	__asm__ volatile("" : "+r"(below));
	return below + depth;
}

/* Calls itself without end, until its stack is used up. */
EXPORT("recurse")
int recurse(void) {
	return deeper(0);
}

/* Takes all the memory it can get, touches it, and says how many pages that were. */
EXPORT("exhaust")
int exhaust(void) {
	int page;
	while ((page = (int)__builtin_wasm_memory_grow(0, 1)) != -1) {
		*(volatile char *)(page * 65536ul) = 1;
	}
	return (int)__builtin_wasm_memory_size(0);
}
