package io.github.wasmpool.client;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntBinaryOperator;

import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmHostFunctionException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolClosedException;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.host.WasmExport;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * What the methods of a client do, apart from text.
 */
class ClientTests {

	private static final String GUEST = """
			(module
				(import "env" "fail" (func $fail (param i32)))
				(func (export "addInts") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
				(func (export "addLongs") (param i64 i64) (result i64) (i64.add (local.get 0) (local.get 1)))
				(func (export "addFloats") (param f32 f32) (result f32) (f32.add (local.get 0) (local.get 1)))
				(func (export "addDoubles") (param f64 f64) (result f64) (f64.add (local.get 0) (local.get 1)))
				(func (export "not") (param i32) (result i32) (i32.eqz (local.get 0)))
				(func (export "seven") (result i32) (i32.const 7))
				(func (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
				(func (export "apply as int") (param i32 i32) (result i32) (i32.sub (local.get 0) (local.get 1)))
				(func (export "fail") (param i32) (call $fail (local.get 0)))
				(global $count (mut i32) (i32.const 0))
				(func (export "count") (result i32)
					(global.set $count (i32.add (global.get $count) (i32.const 1))) (global.get $count)))
			""";

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private final WasmModule module = this.runtime.module(Wat.compile(GUEST))
		.name("guest")
		.hostFunctions(HostFunction.of("env", "fail", FunctionType.of(List.of(ValueType.I32), List.of()),
				(caller, args) -> fail((int) args[0])))
		.build();

	private static @Nullable Object fail(int how) throws Exception {
		throw switch (how) {
			case 0 -> new FileNotFoundException("a file");
			case 1 -> new InterruptedException("checked, but not declared");
			default -> new IllegalStateException("unchecked");
		};
	}

	@AfterEach
	void close() {
		this.runtime.close();
		this.module.close();
	}

	@Test
	void numbersCrossOneToOne() {
		try (WasmInstance instance = this.module.instantiate()) {
			Numbers numbers = instance.client(Numbers.class);
			assertThat(numbers.addInts(Integer.MAX_VALUE, 1)).isEqualTo(Integer.MIN_VALUE);
			assertThat(numbers.addLongs(Long.MAX_VALUE, -1)).isEqualTo(Long.MAX_VALUE - 1);
			assertThat(numbers.addFloats(0.5f, 0.25f)).isEqualTo(0.75f);
			assertThat(numbers.addDoubles(0.1, 0.2)).isEqualTo(0.1 + 0.2);
			assertThat(numbers.not(true)).isFalse();
			assertThat(numbers.not(false)).isTrue();
			numbers.divide(1, 1);
		}
	}

	@Test
	void numbersWidenAndMayBeBoxed() {
		try (WasmInstance instance = this.module.instantiate()) {
			Wide wide = instance.client(Wide.class);
			assertThat(wide.addLongs(1, (byte) 2)).isEqualTo(3);
			assertThat(wide.addDoubles(1, 0.5f)).isEqualTo(1.5);
			assertThat(wide.addInts((short) 3, (byte) -1)).isEqualTo(2L);
			assertThat(wide.addFloats(1, 2L)).isEqualTo(3.0);
			assertThat(wide.seven()).isEqualTo(7.0);
			assertThat(wide.not(Boolean.TRUE)).isFalse();
		}
	}

	@Test
	void defaultMethodsRunAsJavaAndCallExports() {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).build()) {
			assertThat(pool.client(Hidden.class).twice(20)).isEqualTo(40);
			assertThat(pool.client(Numbers.class).sum(1, 2, 3)).isEqualTo(6);
			assertThat(Numbers.nothing()).isZero();
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> pool.client(Numbers.class).refuse())
				.withMessage("from Java");
		}
	}

	@Test
	void anInterfaceOfThePlatformCanBeAClient() {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).build()) {
			Operator operator = pool.client(Operator.class);
			assertThat(operator.applyAsInt(44, 2)).isEqualTo(42);
			IntBinaryOperator plain = operator;
			assertThat(plain.applyAsInt(2, 44)).isEqualTo(-42);
		}
	}

	@Test
	void typeArgumentsAndCovariantResultsAreUnderstood() {
		try (WasmInstance instance = this.module.instantiate()) {
			IntAdder adder = instance.client(IntAdder.class);
			assertThat(adder.add(1, 2)).isEqualTo(3);
			assertThat(((Adder<Integer>) adder).add(3, 4)).isEqualTo(7);
			assertThat(((Constant) adder).seven()).isEqualTo(7);
			assertThat(adder.seven()).isEqualTo(7);
			assertThat(adder.described(5)).isEqualTo("5 and 7");
			assertThat(((Described<Integer>) adder).described(5)).isEqualTo("5 and 7");
		}
	}

	@Test
	void theMethodsOfObjectAreThoseOfTheClient() {
		try (WasmPool pool = this.runtime.pool(this.module).name("orders").size(1).build();
				WasmInstance instance = this.module.instantiate();
				WasmInstance loan = pool.acquire()) {
			Numbers client = pool.client(Numbers.class);
			assertThat(client).hasToString("Numbers, client of pool 'orders'")
				.isEqualTo(client)
				.isNotEqualTo(pool.client(Numbers.class))
				.isNotEqualTo("something else")
				.hasSameHashCodeAs(client);
			assertThat(client.hashCode()).isEqualTo(System.identityHashCode(client));
			assertThat(instance.client(Numbers.class)).hasToString("Numbers, client of an instance of its module");
			assertThat(loan.client(Numbers.class)).hasToString("Numbers, client of an instance of pool 'orders'");
		}
	}

	@Test
	void aClientOfAPoolBorrowsAnInstanceForEachCall() {
		try (WasmPool fresh = this.runtime.pool(this.module).name("fresh").size(1).build();
				WasmPool warm = this.runtime.pool(this.module).name("warm").size(1).reset(ResetPolicy.WARM).build()) {
			Counter ofFresh = fresh.client(Counter.class);
			Counter ofWarm = warm.client(Counter.class);
			assertThat(List.of(ofFresh.count(), ofFresh.count(), ofFresh.count())).containsExactly(1, 1, 1);
			assertThat(List.of(ofWarm.count(), ofWarm.count(), ofWarm.count())).containsExactly(1, 2, 3);
			assertThat(fresh.stats().active()).isZero();
		}
	}

	@Test
	void aClientOfALoanDiesWithIt() {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).reset(ResetPolicy.WARM).build()) {
			WasmInstance loan = pool.acquire();
			Counter client = loan.client(Counter.class);
			assertThat(client.count()).isEqualTo(1);
			assertThat(client.count()).isEqualTo(2);
			loan.close();
			assertThatIllegalStateException().isThrownBy(client::count)
				.withMessageContaining("used after it was released");
			assertThatIllegalStateException().isThrownBy(() -> loan.client(Counter.class));
			try (WasmInstance next = pool.acquire()) {
				assertThatIllegalStateException().isThrownBy(client::count);
				assertThat(next.callInt("count")).isEqualTo(3);
			}
		}
	}

	@Test
	void aClientOfAPoolDiesWithIt() {
		WasmPool pool = this.runtime.pool(this.module).size(1).build();
		Counter client = pool.client(Counter.class);
		pool.close();
		assertThatExceptionOfType(WasmPoolClosedException.class).isThrownBy(client::count);
	}

	@ParameterizedTest
	@CsvSource({ "CALLER", "DEDICATED" })
	void aDeclaredCheckedExceptionOfAHostFunctionPassesThrough(ExecutionMode execution) throws Exception {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).execution(execution).build()) {
			Failing client = pool.client(Failing.class);
			assertThatExceptionOfType(FileNotFoundException.class).isThrownBy(() -> client.fail(0))
				.withMessage("a file");
			assertThatExceptionOfType(WasmHostFunctionException.class).isThrownBy(() -> client.fail(1))
				.withCauseInstanceOf(InterruptedException.class);
			assertThatExceptionOfType(WasmHostFunctionException.class).isThrownBy(() -> client.fail(2))
				.withCauseInstanceOf(IllegalStateException.class);
			assertThatExceptionOfType(WasmHostFunctionException.class).isThrownBy(() -> client.quietly(0))
				.withCauseInstanceOf(FileNotFoundException.class);
		}
	}

	@ParameterizedTest
	@CsvSource({ "FRESH, CALLER", "FRESH, DEDICATED", "WARM, CALLER", "WARM, DEDICATED" })
	void manyThreadsShareAClient(ResetPolicy reset, ExecutionMode execution) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try (WasmPool pool = this.runtime.pool(this.module).size(3).reset(reset).execution(execution).build()) {
			Numbers client = pool.client(Numbers.class);
			List<Future<Boolean>> results = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				int number = i;
				results.add(threads.submit(() -> {
					boolean right = true;
					for (int j = 0; j < 200; j++) {
						right &= client.addInts(number, j) == number + j;
						right &= client.addDoubles(number, j) == number + j;
					}
					return right;
				}));
			}
			for (Future<Boolean> result : results) {
				assertThat(result.get()).isTrue();
			}
			assertThat(pool.stats().active()).isZero();
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void aTrapOfOneCallDoesNotReachTheNext() {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).reset(ResetPolicy.WARM).build()) {
			Numbers client = pool.client(Numbers.class);
			assertThatExceptionOfType(WasmTrapException.class).isThrownBy(() -> client.divide(1, 0));
			assertThat(client.addInts(1, 2)).isEqualTo(3);
		}
	}

	@Test
	@SuppressWarnings("NullAway") // what a careless caller does
	void aBoxedNumberOfNullIsRefused() {
		try (WasmInstance instance = this.module.instantiate()) {
			Wide wide = instance.client(Wide.class);
			assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> wide.not(null));
			assertThatNullPointerException().isThrownBy(() -> instance.client(null));
			assertThat(instance.isHealthy()).isTrue();
		}
	}

	interface Numbers {

		int addInts(int left, int right);

		long addLongs(long left, long right);

		float addFloats(float left, float right);

		double addDoubles(double left, double right);

		boolean not(boolean value);

		void divide(int dividend, int divisor);

		default int sum(int... values) {
			int sum = 0;
			for (int value : values) {
				sum = addInts(sum, value);
			}
			return sum;
		}

		default void refuse() throws IOException {
			throw new IOException("from Java");
		}

		static int nothing() {
			return 0;
		}

		@Override
		String toString();

		@Override
		boolean equals(@Nullable Object other);

		@Override
		int hashCode();

	}

	interface Wide {

		Long addLongs(Integer left, byte right);

		double addDoubles(int left, float right);

		long addInts(short left, Byte right);

		Double addFloats(int left, long right);

		double seven();

		Boolean not(Boolean value);

	}

	private interface Hidden {

		int addInts(int left, int right);

		default int twice(int value) {
			return addInts(value, half(value) * 2);
		}

		private int half(int value) {
			return value / 2;
		}

	}

	interface Operator extends IntBinaryOperator {

		@Override
		@WasmExport("apply as int")
		int applyAsInt(int left, int right);

	}

	interface Adder<T> {

		@WasmExport("addInts")
		T add(T left, T right);

	}

	interface Constant {

		Number seven();

	}

	interface Described<T> {

		String described(T value);

	}

	interface IntAdder extends Adder<Integer>, Constant, Described<Integer> {

		@Override
		Integer add(Integer left, Integer right);

		@Override
		Integer seven();

		@Override
		default String described(Integer value) {
			return value + " and " + seven();
		}

	}

	interface Counter {

		int count();

	}

	interface Failing {

		void fail(int how) throws IOException;

		@WasmExport("fail")
		void quietly(int how);

	}

}
