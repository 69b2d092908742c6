/*
 * Renders regions of the Mandelbrot set, three bytes a pixel: red, green, blue.
 */

#define EXPORT(name) __attribute__((export_name(name)))

#define PAGE 65536u

/* So many steps stand for one turn through the colours. */
#define COLOURS 64.0

/* Beyond this distance a point escapes; far, so that the colours run smoothly. */
#define ESCAPE 256.0

extern unsigned char __heap_base;

static unsigned char *const pixels = &__heap_base;

/* Makes room for `size` bytes of pixels. Returns zero if the memory cannot grow so far. */
static int reserve(unsigned size) {
	unsigned long long end = (unsigned long)pixels + (unsigned long long)size;
	unsigned long long needed = (end + PAGE - 1) / PAGE;
	unsigned long long present = __builtin_wasm_memory_size(0);
	if (needed > PAGE) {
		return 0;
	}
	return needed <= present || __builtin_wasm_memory_grow(0, (unsigned long)(needed - present)) != (unsigned long)-1;
}

/*
 * How long the orbit of a point stays near: `limit` if it does not leave, else about the
 * number of steps, as a fraction so that the colours have no edges.
 */
static double steps(double x, double y, int limit) {
	double re = 0, im = 0, re2 = 0, im2 = 0;
	for (int n = 0; n < limit; n++) {
		im = 2 * re * im + y;
		re = re2 - im2 + x;
		re2 = re * re;
		im2 = im * im;
		double distance = re2 + im2;
		if (distance > ESCAPE) {
			/* Between ESCAPE and its square; linear is close enough to the logarithm. */
			double part = (distance - ESCAPE) / (ESCAPE * ESCAPE - ESCAPE);
			return n + 1 - (part < 1 ? part : 1);
		}
	}
	return limit;
}

/* The colours of one turn, from its beginning to its end, evenly apart: night, sky, snow, sand. */
static const unsigned char turn[][3] = {
	{ 8, 16, 68 }, { 24, 80, 176 }, { 120, 184, 232 }, { 244, 248, 252 }, { 252, 200, 96 }, { 176, 88, 24 }, { 40, 16, 48 }
};

#define STOPS (sizeof turn / sizeof turn[0])

/* Writes the colour of a point outside of the set. */
static void paint(unsigned char *pixel, double steps) {
	double turns = steps / COLOURS;
	double at = (turns - (double)(long)turns) * STOPS;
	unsigned stop = (unsigned)at;
	double part = at - stop;
	for (int i = 0; i < 3; i++) {
		double from = turn[stop % STOPS][i], to = turn[(stop + 1) % STOPS][i];
		pixel[i] = (unsigned char)(from + part * (to - from));
	}
}

/*
 * Renders `rows` rows of a picture, from row `first` on. The picture begins at the point
 * (left, top); its pixels are `step` apart, `width` of them in a row. Returns the address
 * of the pixels, or zero if the memory cannot hold them. They stay there until the next
 * call.
 */
EXPORT("render")
unsigned char *render(double left, double top, double step, int width, int first, int rows,
		int limit) {
	if (width <= 0 || rows <= 0 || (unsigned long long)width * rows > 0x40000000 / 3
			|| !reserve((unsigned)width * rows * 3)) {
		return 0;
	}
	unsigned char *at = pixels;
	for (int row = 0; row < rows; row++) {
		for (int column = 0; column < width; column++) {
			double n = steps(left + column * step, top - (first + row) * step, limit);
			if (n < limit) {
				paint(at, n);
			} else {
				at[0] = at[1] = at[2] = 0;
			}
			at += 3;
		}
	}
	return pixels;
}
