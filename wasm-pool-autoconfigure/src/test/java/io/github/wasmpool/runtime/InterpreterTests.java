package io.github.wasmpool.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

import io.github.wasmpool.WasmAction;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An interpreter with a heap and a garbage collector is started once; each loan evaluates
 * a script in one that is as clean as if it had been started for it.
 */
class InterpreterTests {

	private static final byte[] LISP = lisp();

	/** Leaves so much behind that the heap has to be swept twice and more. */
	private static final String GARBAGE = """
			(define churn (lambda (n) (if (= n 0) (sum (range 0 100)) (begin (range 0 200) (churn (- n 1))))))
			(churn 400)
			""";

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private final WasmModule module = this.runtime.module(LISP).name("lisp").build();

	@AfterEach
	void close() {
		this.module.close();
		this.runtime.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			(+ 1 (* 2 3))                                       | 7
			(sum (filter (lambda (n) (= 1 (mod n 2))) fibs))    | 3382
			(length primes)                                     | 168
			(map (lambda (n) (* n n)) (range 0 5))              | (0 1 4 9 16)
			(fib 15)                                            | 610
			(car (reverse primes))                              | 997
			(define primes ()) (length primes)                  | 0
			(nothing)                                           | error: not a function
			(let ((a 2) (b (+ a 1))) (list a b 'c))             | (2 3 c)
			""")
	void answersAreThoseOfAnInterpreterThatWasJustStarted(String script, String answer) {
		try (WasmModule started = this.module.snapshot(boot());
				WasmInstance begun = started.instantiate();
				WasmInstance other = this.module.instantiate()) {
			other.callVoid("boot");
			assertThat(evaluate(begun, script)).isEqualTo(answer);
			assertThat(evaluate(other, script)).isEqualTo(answer);
			assertThat(evaluate(begun, GARBAGE)).isEqualTo(evaluate(other, GARBAGE)).isEqualTo("4950");
			assertThat(evaluate(begun, "(collections)")).isEqualTo(evaluate(other, "(collections)")).isNotEqualTo("0");
		}
	}

	@Test
	void eachLoanHasACleanInterpreter() {
		try (WasmPool pool = this.runtime.pool(this.module).size(2).snapshot(boot()).build()) {
			for (int i = 0; i < 20; i++) {
				int number = i;
				pool.useInstance((lisp) -> {
					assertThat(evaluate(lisp, "x")).isEqualTo("()");
					assertThat(evaluate(lisp, "(define x " + number + ") (+ x (length primes))"))
						.isEqualTo(String.valueOf(168 + number));
					assertThat(evaluate(lisp, "(define primes ()) (define + *)")).isEqualTo("+");
					if (number % 5 == 0) {
						evaluate(lisp, GARBAGE);
					}
				});
			}
			assertThat(pool.counters().restored()).isGreaterThan(0);
			assertThat(pool.counters().acquired()).isEqualTo(20);
		}
	}

	static WasmAction<RuntimeException> boot() {
		return (lisp) -> lisp.callVoid("boot");
	}

	static String evaluate(WasmInstance lisp, String script) {
		WasmMemory memory = lisp.memory();
		byte[] source = (script + '\0').getBytes(StandardCharsets.UTF_8);
		memory.write(lisp.callInt("input"), source);
		return memory.readCString(lisp.callInt("evaluate"));
	}

	static byte[] lisp() {
		try (InputStream stream = InterpreterTests.class.getResourceAsStream("lisp.wasm")) {
			return Objects.requireNonNull(stream).readAllBytes();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
