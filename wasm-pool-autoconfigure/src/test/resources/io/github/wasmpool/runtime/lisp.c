/*
 * A small Lisp: numbers of 31 bits, symbols, lists and closures, on a heap of cells that is
 * marked and swept. It is started by 'boot', which takes a while: it builds the heap and
 * evaluates a library. Then 'evaluate' takes the source that lies in the buffer of 'input'
 * and returns where the result lies, as text that ends with a zero byte.
 *
 * Made with clang and lld 14:
 *
 *   clang --target=wasm32 -O2 -Wall -Wextra -nostdlib -fno-builtin \
 *       -Wl,--no-entry -Wl,--strip-all -Wl,-z,stack-size=131072 -o lisp.wasm lisp.c
 */

typedef int value; /* odd: a number; even: twice the place of a cell */

#define EXPORT(name) __attribute__((export_name(name)))

enum { CELLS = 1 << 16, NAMES = 1 << 14, TEXT = 1 << 16, ROOTS = 1 << 14 };

enum tag { FREE, CONS, SYMBOL, CLOSURE, PRIMITIVE };

static struct cell {
	value head, tail; /* of a symbol: where its name begins, and its value */
	unsigned char tag, mark;
} cells[CELLS];

static char names[NAMES], source[TEXT], text[TEXT];
static int names_end, source_at, text_end;
static value roots[ROOTS];
static int roots_end;
static value symbols, unused;
static int collections, failed;
static value quote, lambda, define, iff, let, begin, truth;

static const value NIL = 0;

static int is_number(value v) { return v & 1; }
static value number(int n) { return (value) ((unsigned) n << 1 | 1); }
static int to_int(value v) { return v >> 1; }
static struct cell *at(value v) { return &cells[v >> 1]; }
static int is(value v, enum tag tag) { return v != NIL && !is_number(v) && at(v)->tag == tag; }
static value head(value v) { return is(v, CONS) ? at(v)->head : NIL; }
static value tail(value v) { return is(v, CONS) ? at(v)->tail : NIL; }

static void put(char c) {
	if (text_end < TEXT - 1) {
		text[text_end++] = c;
	}
}

static void say(const char *words) {
	while (*words) {
		put(*words++);
	}
}

static value fail(const char *words) {
	if (!failed) {
		failed = 1;
		text_end = 0;
		say("error: ");
		say(words);
	}
	return NIL;
}

/* What is pushed is not collected, until the place before it is restored. */
static value keep(value v) {
	if (roots_end == ROOTS) {
		return fail("too deep");
	}
	return roots[roots_end++] = v;
}

static void mark(value v) {
	while (v != NIL && !is_number(v) && !at(v)->mark) {
		struct cell *c = at(v);
		c->mark = 1;
		if (c->tag == PRIMITIVE) {
			return;
		}
		if (c->tag != SYMBOL) {
			mark(c->head);
		}
		v = c->tail;
	}
}

static void collect(void) {
	collections++;
	mark(symbols);
	for (int i = 0; i < roots_end; i++) {
		mark(roots[i]);
	}
	unused = NIL;
	for (int i = CELLS - 1; i > 0; i--) {
		if (!cells[i].mark) {
			cells[i].tag = FREE;
			cells[i].tail = unused;
			unused = i << 1;
		}
		cells[i].mark = 0;
	}
}

static value cell(enum tag tag, value first, value rest) {
	if (unused == NIL) {
		int before = roots_end;
		keep(first);
		keep(rest);
		collect();
		roots_end = before;
		if (unused == NIL) {
			return fail("out of cells");
		}
	}
	value made = unused;
	struct cell *c = at(made);
	unused = c->tail;
	c->tag = tag;
	c->head = first;
	c->tail = rest;
	return made;
}

static value cons(value first, value rest) { return cell(CONS, first, rest); }

static value intern(const char *name, int length) {
	for (value s = symbols; s != NIL; s = tail(s)) {
		const char *known = names + to_int(at(head(s))->head);
		int i = 0;
		while (i < length && known[i] == name[i]) {
			i++;
		}
		if (i == length && !known[i]) {
			return head(s);
		}
	}
	if (names_end + length + 1 > NAMES) {
		return fail("too many names");
	}
	value made = cell(SYMBOL, number(names_end), NIL);
	for (int i = 0; i < length; i++) {
		names[names_end++] = name[i];
	}
	names[names_end++] = 0;
	symbols = cons(made, symbols);
	return made;
}

static value symbol(const char *name) {
	int length = 0;
	while (name[length]) {
		length++;
	}
	return intern(name, length);
}

/* --- reading and writing --- */

static int is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

static char peek(void) {
	while (is_space(source[source_at])) {
		source_at++;
	}
	return source[source_at];
}

static value read(void);

static value read_list(void) {
	if (peek() == ')' || !source[source_at]) {
		if (!source[source_at++]) {
			source_at--;
			return fail("a list does not end");
		}
		return NIL;
	}
	int before = roots_end;
	value first = keep(read());
	value rest = failed ? NIL : read_list();
	value list = cons(first, rest);
	roots_end = before;
	return list;
}

static value read(void) {
	char c = peek();
	if (c == '(') {
		source_at++;
		return read_list();
	}
	if (c == '\'') {
		source_at++;
		int before = roots_end;
		value list = cons(quote, cons(keep(read()), NIL));
		roots_end = before;
		return list;
	}
	int start = source_at;
	int digits = 0, n = 0, negative = c == '-';
	while (source[source_at] && !is_space(source[source_at]) && source[source_at] != '(' && source[source_at] != ')') {
		char d = source[source_at++];
		if (d >= '0' && d <= '9') {
			digits++;
			n = 10 * n + d - '0';
		}
	}
	int length = source_at - start;
	if (!length) {
		source_at++;
		return fail("something is missing");
	}
	return digits == length - negative && digits ? number(negative ? -n : n) : intern(source + start, length);
}

static void write_number(int n) {
	if (n < 0) {
		put('-');
		n = -n;
	}
	if (n >= 10) {
		write_number(n / 10);
	}
	put((char) ('0' + n % 10));
}

static void write(value v) {
	if (is_number(v)) {
		write_number(to_int(v));
	}
	else if (v == NIL) {
		say("()");
	}
	else if (is(v, SYMBOL)) {
		say(names + to_int(at(v)->head));
	}
	else if (is(v, CONS)) {
		put('(');
		for (; is(v, CONS); v = tail(v)) {
			write(head(v));
			if (tail(v) != NIL) {
				put(' ');
			}
		}
		if (v != NIL) {
			say(". ");
			write(v);
		}
		put(')');
	}
	else {
		say("<function>");
	}
}

/* --- evaluating --- */

static value apply_primitive(int id, value args) {
	value a = head(args), b = head(tail(args));
	int x = to_int(a), y = to_int(b);
	if (id < 7 && (!is_number(a) || !is_number(b))) {
		return fail("not a number");
	}
	switch (id) {
		case 0: return number(x + y);
		case 1: return number(x - y);
		case 2: return number(x * y);
		case 3: return y ? number(x / y) : fail("division by zero");
		case 4: return y ? number(x % y) : fail("division by zero");
		case 5: return x < y ? truth : NIL;
		case 6: return x == y ? truth : NIL;
		case 7: return cons(a, b);
		case 8: return head(a);
		case 9: return tail(a);
		case 10: return a == NIL ? truth : NIL;
		case 11: return is(a, CONS) ? truth : NIL;
		case 12: return a == b ? truth : NIL;
		case 13: return args;
		default: return number(collections);
	}
}

static const char *const PRIMITIVES[] = { "+", "-", "*", "/", "mod", "<", "=", "cons", "car", "cdr", "null?", "pair?",
		"eq?", "list", "collections" };

static value look_up(value name, value env) {
	for (; env != NIL; env = tail(env)) {
		if (head(head(env)) == name) {
			return tail(head(env));
		}
	}
	return at(name)->tail;
}

static value eval(value x, value env);

static value eval_all(value list, value env) {
	if (list == NIL || failed) {
		return NIL;
	}
	int before = roots_end;
	value first = keep(eval(head(list), env));
	value rest = eval_all(tail(list), env);
	value all = cons(first, rest);
	roots_end = before;
	return all;
}

/* Names and values in front of an environment; what is given lies in the roots. */
static value bind(value params, value args, value env) {
	int before = roots_end;
	for (; is(params, CONS); params = tail(params), args = tail(args)) {
		env = keep(cons(keep(cons(head(params), head(args))), env));
	}
	roots_end = before;
	return env;
}

static value eval(value x, value env) {
	int before = roots_end;
	value result = NIL;
	for (;;) {
		roots_end = before;
		keep(x);
		keep(env);
		if (failed) {
			break;
		}
		if (is(x, SYMBOL)) {
			result = look_up(x, env);
			break;
		}
		if (!is(x, CONS)) {
			result = x;
			break;
		}
		value first = head(x), rest = tail(x);
		if (first == quote) {
			result = head(rest);
			break;
		}
		if (first == iff) {
			x = eval(head(rest), env) != NIL ? head(tail(rest)) : head(tail(tail(rest)));
			continue;
		}
		if (first == lambda) {
			result = cell(CLOSURE, rest, env);
			break;
		}
		if (first == define) {
			value v = eval(head(tail(rest)), env);
			if (!is(head(rest), SYMBOL)) {
				fail("no name to define");
				break;
			}
			at(head(rest))->tail = v;
			result = head(rest);
			break;
		}
		if (first == let) {
			value inner = env;
			for (value each = head(rest); is(each, CONS); each = tail(each)) {
				value v = keep(eval(head(tail(head(each))), inner));
				inner = keep(cons(keep(cons(head(head(each)), v)), inner));
			}
			env = inner;
			x = head(tail(rest));
			continue;
		}
		if (first == begin) {
			for (; tail(rest) != NIL && !failed; rest = tail(rest)) {
				eval(head(rest), env);
			}
			x = head(rest);
			continue;
		}
		value function = keep(eval(first, env));
		value args = keep(eval_all(rest, env));
		if (is(function, PRIMITIVE)) {
			result = failed ? NIL : apply_primitive(to_int(at(function)->head), args);
			break;
		}
		if (!is(function, CLOSURE)) {
			fail("not a function");
			break;
		}
		env = bind(head(at(function)->head), args, at(function)->tail);
		x = head(tail(at(function)->head));
	}
	roots_end = before;
	return result;
}

static const char LIBRARY[] =
	"(define not (lambda (a) (if a () t)))"
	"(define reverse-onto (lambda (l end) (if (null? l) end (reverse-onto (cdr l) (cons (car l) end)))))"
	"(define reverse (lambda (l) (reverse-onto l ())))"
	"(define range-onto (lambda (from to end) (if (< from to) (range-onto from (- to 1) (cons (- to 1) end)) end)))"
	"(define range (lambda (from to) (range-onto from to ())))"
	"(define fold (lambda (f sum l) (if (null? l) sum (fold f (f sum (car l)) (cdr l)))))"
	"(define map-onto (lambda (f l end) (if (null? l) (reverse end) (map-onto f (cdr l) (cons (f (car l)) end)))))"
	"(define map (lambda (f l) (map-onto f l ())))"
	"(define filter-onto (lambda (f l end) (if (null? l) (reverse end)"
	"  (filter-onto f (cdr l) (if (f (car l)) (cons (car l) end) end)))))"
	"(define filter (lambda (f l) (filter-onto f l ())))"
	"(define length (lambda (l) (fold (lambda (n e) (+ n 1)) 0 l)))"
	"(define sum (lambda (l) (fold + 0 l)))"
	"(define fib (lambda (n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))))"
	"(define sieve-onto (lambda (l end) (if (null? l) (reverse end)"
	"  (sieve-onto (filter (lambda (n) (not (= 0 (mod n (car l))))) (cdr l)) (cons (car l) end)))))"
	"(define primes (sieve-onto (range 2 1000) ()))"
	"(define fibs (map fib (range 0 18)))";

static value run(void) {
	value result = NIL;
	while (!failed && peek()) {
		roots_end = 0;
		result = eval(keep(read()), NIL);
	}
	roots_end = 0;
	return result;
}

EXPORT("boot")
void boot(void) {
	collect();
	collections = 0;
	truth = symbol("t");
	at(truth)->tail = truth;
	quote = symbol("quote");
	lambda = symbol("lambda");
	define = symbol("define");
	iff = symbol("if");
	let = symbol("let");
	begin = symbol("begin");
	for (int i = 0; i < (int) (sizeof PRIMITIVES / sizeof *PRIMITIVES); i++) {
		value name = symbol(PRIMITIVES[i]);
		at(name)->tail = cell(PRIMITIVE, number(i), NIL);
	}
	for (int i = 0; i < (int) sizeof LIBRARY; i++) {
		source[i] = LIBRARY[i];
	}
	source_at = 0;
	run();
}

EXPORT("input")
char *input(void) { return source; }

EXPORT("evaluate")
char *evaluate(void) {
	failed = 0;
	source_at = 0;
	value result = run();
	if (!failed) {
		text_end = 0;
		write(result);
	}
	text[text_end] = 0;
	return text;
}
