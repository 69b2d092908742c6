/* Geometry and arithmetic, as in a first lesson. */

static const double PI = 3.14159265358979323846;

__attribute__((export_name("area")))
double area(double radius) {
	return PI * radius * radius;
}

__attribute__((export_name("circumference")))
double circumference(double radius) {
	return 2 * PI * radius;
}

/*
 * Unguarded on purpose: this becomes a bare i32.div_s, which traps on a divisor of zero
 * and on INT_MIN / -1.
 */
__attribute__((export_name("divide")))
int divide(int dividend, int divisor) {
	return dividend / divisor;
}

/*
 * Never returns: only the host's deadline ends it. The loop must stay as it is: C lets a
 * compiler drop endless loops, but not those whose condition is a constant.
 */
__attribute__((export_name("spin")))
int spin(int start) {
	volatile unsigned turns = (unsigned) start;
	while (1) {
		turns = turns + 1;
	}
}
