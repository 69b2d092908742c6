package io.github.wasmpool.client;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;

import io.github.wasmpool.WasmHostFunctionException;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.host.WasmExport;
import io.github.wasmpool.test.FakeModule;
import io.github.wasmpool.test.TestPools;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What clients take over from the interfaces that theirs extend.
 */
class InheritedMethodTests {

	private static final FunctionType TO_INT = FunctionType.of(List.of(ValueType.I32), List.of(ValueType.I32));

	private final WasmPool pool = TestPools
		.of(new FakeModule().function("applyAsInt", TO_INT, (caller, args) -> 2 * (int) args[0])
			.text("apply", (text) -> text.toUpperCase(Locale.ROOT))
			.text("same", (text) -> text)
			.function("fail", FunctionType.of(List.of(), List.of()), (caller, args) -> {
				throw new FileNotFoundException("a file");
			}));

	@AfterEach
	void close() {
		this.pool.close();
	}

	@Test
	void defaultMethodsOfThePlatformRunAsJava() {
		IntUnaryOperator twice = this.pool.client(IntUnaryOperator.class);
		assertThat(twice.andThen((value) -> value + 1).applyAsInt(20)).isEqualTo(41);
		assertThat(twice.compose(twice).applyAsInt(5)).isEqualTo(20);
		assertThat(this.pool.client(Upper.class).andThen(String::length).apply("text")).isEqualTo(4);
		assertThat(this.pool.client(Upper.class).compose(String::trim).apply(" text ")).isEqualTo("TEXT");
	}

	@Test
	void anExceptionPassesIfAllDeclareIt() {
		assertThatExceptionOfType(FileNotFoundException.class)
			.isThrownBy(() -> this.pool.client(FailsWithIo.class).fail());
		assertThatExceptionOfType(FileNotFoundException.class)
			.isThrownBy(() -> this.pool.client(FailsWith.OfFile.class).fail());
	}

	@Test
	void anExceptionThatOneLeavesOutDoesNotPass() {
		assertThatExceptionOfType(WasmHostFunctionException.class)
			.isThrownBy(() -> this.pool.client(FailsWithIoOrNot.class).fail())
			.withCauseInstanceOf(FileNotFoundException.class);
		assertThatExceptionOfType(WasmHostFunctionException.class)
			.isThrownBy(() -> this.pool.client(FailsWith.OfState.class).fail())
			.withCauseInstanceOf(FileNotFoundException.class);
	}

	@Test
	void boundsOfWildcardsAreTypeArgumentsToo() {
		assertThat(this.pool.client(TextCodec.class).same(List.of("a", "b"))).isEqualTo(List.of("a", "b"));
	}

	interface Upper extends Function<String, String> {

	}

	interface FailsWithIo {

		void fail() throws IOException;

	}

	interface FailsUnchecked {

		void fail();

	}

	interface FailsWithIoOrNot extends FailsWithIo, FailsUnchecked {

	}

	interface FailsWith<E extends Exception> {

		void fail() throws E;

		interface OfFile extends FailsWith<FileNotFoundException> {

		}

		interface OfState extends FailsWith<IllegalStateException> {

		}

	}

	interface Codec<T> {

		@WasmExport("same")
		List<? extends T> same(List<? super T> values);

	}

	interface TextCodec extends Codec<String> {

	}

}
