// Text and bytes in every convention of C. The allocator counts what lives and how often it was called, and hands
// blocks out again, so that a text that is used after it was freed would be seen.

#define EXPORT(name) __attribute__((export_name(name)))

typedef unsigned char byte;
typedef unsigned int size_t;
typedef unsigned long long packed;

typedef struct block {
	size_t size;
	struct block *next;
} block;

extern byte __heap_base;

static size_t top;
static block *unused;
static int living;
static int allocations;
static int frees;
static int calls;
static int refuse;

EXPORT("malloc") void *malloc(size_t size) {
	allocations++;
	if (refuse) {
		return 0;
	}
	size = (size + 7u) & ~7u;
	for (block **at = &unused; *at; at = &(*at)->next) {
		if ((*at)->size == size) {
			block *found = *at;
			*at = found->next;
			living++;
			return found + 1;
		}
	}
	if (top == 0) {
		top = ((size_t)&__heap_base + 15u) & ~7u;
	}
	size_t end = top + sizeof(block) + size;
	size_t present = __builtin_wasm_memory_size(0) << 16;
	if (end < top || (end > present && __builtin_wasm_memory_grow(0, (end - present + 65535u) >> 16) == -1u)) {
		return 0;
	}
	block *made = (block *)top;
	top = end;
	made->size = size;
	living++;
	return made + 1;
}

EXPORT("free") void free(void *pointer) {
	if (!pointer) {
		return;
	}
	block *freed = (block *)pointer - 1;
	frees++;
	living--;
	for (size_t i = 0; i < freed->size; i++) {
		((byte *)pointer)[i] = 0xdd;
	}
	freed->next = unused;
	unused = freed;
}

EXPORT("living") int get_living(void) { return living; }

EXPORT("allocations") int get_allocations(void) { return allocations; }

EXPORT("frees") int get_frees(void) { return frees; }

EXPORT("calls") int get_calls(void) { return calls; }

EXPORT("refuse") void set_refuse(int yes) { refuse = yes; }

static byte *copy(const byte *from, size_t length, size_t more) {
	byte *to = malloc(length + more > 0 ? length + more : 1);
	for (size_t i = 0; i < length; i++) {
		to[i] = from[i];
	}
	for (size_t i = 0; i < more; i++) {
		to[length + i] = 0;
	}
	return to;
}

static packed pack(const void *pointer, size_t length) { return ((packed)(size_t)pointer << 32) | length; }

// Each echoes its argument, which stays what it was; the copy belongs to the caller

EXPORT("echoPacked") packed echo_packed(const byte *at, size_t length) {
	calls++;
	return pack(copy(at, length, 0), length);
}

EXPORT("echoLengthFirst") packed echo_length_first(const byte *at, size_t length) {
	calls++;
	return ((packed)length << 32) | (size_t)copy(at, length, 0);
}

static struct {
	const byte *at;
	size_t length;
} pair;

EXPORT("echoPointer") void *echo_pointer(const byte *at, size_t length) {
	calls++;
	pair.at = copy(at, length, 0);
	pair.length = length;
	return &pair;
}

static size_t last_length;

EXPORT("lastLength") size_t get_last_length(void) { return last_length; }

EXPORT("echoLength") const byte *echo_length(const byte *at, size_t length) {
	calls++;
	last_length = length;
	return copy(at, length, 0);
}

EXPORT("echoCString") const byte *echo_c_string(const byte *at, size_t length) {
	calls++;
	return copy(at, length, 1);
}

// The input itself, in place

EXPORT("same") packed same(const byte *at, size_t length) {
	calls++;
	return pack(at, length);
}

EXPORT("join") packed join(const byte *left, size_t left_length, int times, const byte *right, size_t right_length) {
	calls++;
	static byte joined[4096];
	size_t length = 0;
	for (int i = 0; i < times; i++) {
		for (size_t j = 0; j < left_length; j++) {
			joined[length++] = left[j];
		}
		for (size_t j = 0; j < right_length; j++) {
			joined[length++] = right[j];
		}
	}
	return pack(joined, length);
}

EXPORT("sum") long long sum(const byte *at, size_t length) {
	calls++;
	long long sum = 0;
	for (size_t i = 0; i < length; i++) {
		sum += at[i];
	}
	return sum;
}

EXPORT("addresses") packed addresses(const byte *one, size_t length, const byte *other, size_t other_length) {
	(void)length;
	(void)other_length;
	return ((packed)(size_t)one << 32) | (size_t)other;
}

// What clients must survive

EXPORT("trap") packed trap(const byte *at, size_t length) {
	(void)at;
	(void)length;
	__builtin_trap();
}

EXPORT("anything") packed anything(const byte *at, size_t length) {
	(void)length;
	packed value = 0;
	for (int i = 0; i < 8; i++) {
		value = (value << 8) | at[i];
	}
	return value;
}

EXPORT("nowhere") size_t nowhere(size_t pointer) { return pointer; }

EXPORT("length") size_t get_nowhere_length(void) { return -1u; }

EXPORT("unended") byte *unended(void) {
	size_t end = __builtin_wasm_memory_size(0) << 16;
	for (byte *at = (byte *)end - 10000; at < (byte *)end; at++) {
		*at = 'x';
	}
	return (byte *)end - 10000;
}

// A buffer that is offered for arguments

static byte input[256];

EXPORT("inputBuffer") byte *get_input(void) { return input; }

EXPORT("inputBufferSize") size_t get_input_size(void) { return sizeof input; }

// A function of the host, which may call back

__attribute__((import_module("env"), import_name("host"))) int host(int value);

EXPORT("viaHost") packed via_host(const byte *at, size_t length, int value) {
	calls++;
	host(value);
	return pack(copy(at, length, 0), length);
}

EXPORT("add") int add(int left, int right) { return left + right; }
