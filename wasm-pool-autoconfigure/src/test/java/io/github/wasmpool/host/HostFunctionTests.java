package io.github.wasmpool.host;

import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.List;

import io.github.wasmpool.fake.FakeWasmCaller;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HostFunctionTests {

	private static final FunctionType ADD = FunctionType.of(List.of(ValueType.I32, ValueType.I32),
			List.of(ValueType.I32));

	private final FakeWasmCaller caller = new FakeWasmCaller();

	@Test
	void aFunctionIsWhatItWasCreatedOf() throws Exception {
		HostFunction add = HostFunction.of("env", "add", ADD, (caller, args) -> (int) args[0] + (int) args[1]);
		assertThat(add.module()).isEqualTo("env");
		assertThat(add.name()).isEqualTo("add");
		assertThat(add.type()).isEqualTo(ADD);
		assertThat(add).hasToString("'env.add' (i32, i32) -> (i32)");
		assertThat(call(add, 1, 2)).isEqualTo(3);
	}

	@ParameterizedTest
	@EnumSource(names = { "V128", "FUNCREF", "EXTERNREF" })
	void aTypeThatDoesNotCrossIsRefused(ValueType type) {
		assertThatIllegalArgumentException()
			.isThrownBy(
					() -> HostFunction.of("env", "odd", FunctionType.of(List.of(), List.of(type)), (caller, args) -> 0))
			.withMessage("Host function 'env.odd' cannot have the signature () -> (" + type
					+ "): references and vectors do not cross");
	}

	@Test
	@SuppressWarnings("NullAway") // as code without a null checker would call it
	void aFunctionWithoutABodyIsRefused() {
		assertThatThrownBy(() -> HostFunction.of("env", "add", ADD, null)).hasMessage("'body' must not be null");
	}

	@Test
	void eachNumericTypeGoesInAndComesOut() throws Exception {
		Numbers numbers = new Numbers();
		assertThat(call(numbers, "ints", Integer.MIN_VALUE)).isEqualTo(Integer.MIN_VALUE);
		assertThat(call(numbers, "longs", Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
		assertThat(call(numbers, "floats", -0.0f)).isEqualTo(-0.0f);
		assertThat(call(numbers, "doubles", Double.NaN)).isEqualTo(Double.NaN);
		assertThat(call(numbers, "all", 1, 2L, 3f, 4d)).isNull();
		assertThat(numbers.seen).containsExactly(1, 2L, 3f, 4d);
		assertThat(find(numbers, "all")).hasToString("'numbers.all' (i32, i64, f32, f64) -> ()");
	}

	@Test
	void aFirstParameterMayBeTheCallerAndIsNoPartOfTheSignature() throws Exception {
		Callers callers = new Callers();
		assertThat(find(callers, "first").type()).hasToString("(i64) -> (i64)");
		assertThat(call(callers, "first", 5L)).isEqualTo(6L);
		assertThat(callers.caller).isSameAs(this.caller);
		assertThat(find(callers, "only").type()).hasToString("() -> ()");
		assertThat(call(callers, "only")).isNull();
	}

	@Test
	void aMethodIsCalledEnvAndByItsOwnNameUnlessTheAnnotationSaysOtherwise() {
		assertThat(HostFunction.in(new Names())).extracting(HostFunction::toString)
			.containsExactlyInAnyOrder("'env.plain' () -> ()", "'env.Date.now' () -> (f64)", "'host.other' () -> ()");
	}

	@Test
	void methodsWithoutTheAnnotationAreNone() {
		assertThat(HostFunction.in("text")).isEmpty();
		assertThat(HostFunction.in(new FakeWasmCaller())).isEmpty();
	}

	@Test
	void privateStaticInheritedAndDefaultMethodsCount() throws Exception {
		Child child = new Child();
		assertThat(HostFunction.in(child)).extracting(HostFunction::name)
			.containsExactlyInAnyOrder("hidden", "constant", "inherited", "byDefault", "declared", "overridden");
		assertThat(call(child, "hidden")).isEqualTo(1);
		assertThat(call(child, "constant")).isEqualTo(2);
		assertThat(call(child, "inherited")).isEqualTo(3);
		assertThat(call(child, "byDefault")).isEqualTo(4);
	}

	@Test
	void aMethodThatImplementsAnAnnotatedOneIsAnnotatedLikeIt() throws Exception {
		assertThat(call(new Child(), "declared")).isEqualTo(5);
	}

	@Test
	void aMethodThatOverridesAnAnnotatedOneIsAnnotatedLikeIt() throws Exception {
		assertThat(call(new Child(), "overridden")).isEqualTo(60);
	}

	@Test
	void anAnnotationOfItsOwnWins() throws Exception {
		Renamed renamed = new Renamed();
		assertThat(HostFunction.in(renamed)).extracting(HostFunction::name)
			.contains("renamed")
			.doesNotContain("overridden");
		assertThat(call(renamed, "renamed")).isEqualTo(600);
	}

	@Test
	void overloadedMethodsAreSeveral() throws Exception {
		Overloaded overloaded = new Overloaded();
		assertThat(HostFunction.in(overloaded)).extracting((function) -> String.valueOf(function.type()))
			.containsExactlyInAnyOrder("(i32) -> (i32)", "(i64) -> (i32)");
	}

	@Test
	void aMethodOfAGenericTypeIsFoundOnce() throws Exception {
		assertThat(call(new Generic(), "answer")).isEqualTo(42);
	}

	@Test
	void aParameterThatIsNoNumberIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> HostFunction.in(new TakesText()))
			.withMessage("Method 'void " + TakesText.class.getName() + ".log(int,java.lang.String)' cannot be a host "
					+ "function: parameter 2 is of type java.lang.String; take int, long, float or double, and what "
					+ "is in the guest's memory through a first parameter of type WasmCaller");
	}

	@Test
	void aParameterThatIsABoxIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> HostFunction.in(new TakesBox()))
			.withMessageContaining("parameter 2 is of type java.lang.Integer; take int, long, float or double");
	}

	@Test
	void aParameterThatIsAnArrayIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> HostFunction.in(new TakesMany()))
			.withMessageContaining("parameter 1 is of type int[]; take int, long, float or double");
	}

	@Test
	void aCallerThatIsNotFirstIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> HostFunction.in(new TakesCallerLast()))
			.withMessageEndingWith("parameter 2 is a WasmCaller, which has to be the first");
	}

	@Test
	void aResultThatIsNoNumberIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> HostFunction.in(new ReturnsBoolean()))
			.withMessage("Method 'boolean " + ReturnsBoolean.class.getName() + ".isOpen()' cannot be a host function: "
					+ "it returns boolean; return int, long, float, double or nothing");
	}

	@Test
	void exceptionsAndErrorsPassUnchanged() {
		Failing failing = new Failing();
		for (Throwable failure : List.of(new IOException("checked"), new IllegalStateException("unchecked"),
				new AssertionError("error"), new StackOverflowError())) {
			failing.failure = failure;
			assertThatThrownBy(() -> call(failing, "fail")).isSameAs(failure);
		}
	}

	@Test
	void aThrowableThatIsNeitherIsACause() {
		Failing failing = new Failing();
		failing.failure = new Throwable("neither");
		assertThatExceptionOfType(UndeclaredThrowableException.class).isThrownBy(() -> call(failing, "fail"))
			.withCause(failing.failure);
	}

	@Test
	void exceptionsOfABodyPassUnchanged() {
		IOException failure = new IOException("checked");
		HostFunction function = HostFunction.of("env", "fail", ADD, (caller, args) -> {
			throw failure;
		});
		assertThatThrownBy(() -> call(function, 1, 2)).isSameAs(failure);
	}

	@Test
	void aMethodKnowsItsPoolsBeforeThereIsAnObject() {
		assertThat(HostMethod.in(Pools.class)).hasSize(2).allSatisfy((method) -> {
			assertThat(method.isFor("orders")).isTrue();
			assertThat(method.isFor("billing")).isEqualTo(method.name().equals("anywhere"));
			assertThat(method.method().getName()).isEqualTo(method.name());
			assertThat(method.module()).isEqualTo("env");
			assertThat(method.type()).hasToString("() -> ()");
		});
	}

	private @Nullable Object call(Object target, String name, Object... args) throws Exception {
		return call(find(target, name), args);
	}

	private @Nullable Object call(HostFunction function, Object... args) throws Exception {
		return function.call(this.caller, args);
	}

	private static HostFunction find(Object target, String name) {
		List<HostFunction> found = HostFunction.in(target)
			.stream()
			.filter((function) -> function.name().equals(name))
			.toList();
		assertThat(found).hasSize(1);
		return found.get(0);
	}

	static class Numbers {

		private final List<Object> seen = new ArrayList<>();

		@WasmImport
		int ints(int value) {
			return value;
		}

		@WasmImport
		long longs(long value) {
			return value;
		}

		@WasmImport
		float floats(float value) {
			return value;
		}

		@WasmImport
		double doubles(double value) {
			return value;
		}

		@WasmImport(module = "numbers")
		void all(int i, long l, float f, double d) {
			this.seen.addAll(List.of(i, l, f, d));
		}

	}

	static class Callers {

		private @Nullable WasmCaller caller;

		@WasmImport
		long first(WasmCaller caller, long value) {
			this.caller = caller;
			return value + 1;
		}

		@WasmImport
		void only(WasmCaller caller) {
			this.caller = caller;
		}

	}

	static class Names {

		@WasmImport
		void plain() {
		}

		@WasmImport(name = "Date.now")
		double now() {
			return 0;
		}

		@WasmImport(module = "host", name = "other")
		void another() {
		}

		void none() {
		}

	}

	interface Contract {

		@WasmImport
		int declared();

		@WasmImport
		default int byDefault() {
			return 4;
		}

	}

	static class Parent {

		@WasmImport
		int inherited() {
			return 3;
		}

		@WasmImport
		int overridden() {
			return 6;
		}

	}

	static class Child extends Parent implements Contract {

		@WasmImport
		@SuppressWarnings("UnusedMethod") // called as a host function
		private int hidden() {
			return 1;
		}

		@WasmImport
		static int constant() {
			return 2;
		}

		@Override
		public int declared() {
			return 5;
		}

		@Override
		int overridden() {
			return 60;
		}

	}

	static class Renamed extends Child {

		@Override
		@WasmImport(name = "renamed")
		int overridden() {
			return 600;
		}

	}

	static class Overloaded {

		@WasmImport
		int size(int value) {
			return Integer.SIZE;
		}

		@WasmImport
		int size(long value) {
			return Long.SIZE;
		}

	}

	abstract static class Answering<T extends Number> {

		abstract T question();

		@WasmImport
		int answer() {
			return question().intValue();
		}

	}

	static class Generic extends Answering<Integer> {

		@Override
		Integer question() {
			return 42;
		}

	}

	static class TakesText {

		@WasmImport
		void log(int level, String text) {
		}

	}

	static class TakesBox {

		@WasmImport
		void log(WasmCaller caller, Integer level) {
		}

	}

	static class TakesMany {

		@WasmImport
		void log(int... levels) {
		}

	}

	static class TakesCallerLast {

		@WasmImport
		void log(int level, WasmCaller caller) {
		}

	}

	static class ReturnsBoolean {

		@WasmImport
		boolean isOpen() {
			return true;
		}

	}

	static class Failing {

		private Throwable failure = new Throwable();

		@WasmImport
		int fail() throws Throwable {
			throw this.failure;
		}

	}

	static class Pools {

		@WasmImport(pools = { "orders", "rules" })
		void somewhere() {
		}

		@WasmImport
		void anywhere() {
		}

	}

}
