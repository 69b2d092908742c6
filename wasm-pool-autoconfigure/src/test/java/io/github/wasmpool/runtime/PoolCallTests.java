package io.github.wasmpool.runtime;

import java.util.List;

import io.github.wasmpool.NoSuchExportException;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PoolCallTests {

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private final WasmModule module = this.runtime.module(Wat.compile("""
			(module
				(func (export "int") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
				(func (export "long") (param i64) (result i64) (i64.mul (local.get 0) (i64.const 2)))
				(func (export "float") (param f32) (result f32) (f32.neg (local.get 0)))
				(func (export "double") (param f64) (result f64) (f64.neg (local.get 0)))
				(func (export "both") (result i32 i32) (i32.const 1) (i32.const 2))
				(func (export "nothing")))
			""")).build();

	private final WasmPool pool = this.runtime.pool(this.module).size(1).build();

	@AfterEach
	void close() {
		this.pool.close();
		this.module.close();
		this.runtime.close();
	}

	@Test
	void borrowCallAndReturn() {
		assertThat(this.pool.callInt("int", 20, 22)).isEqualTo(42);
		assertThat(this.pool.callLong("long", 21)).isEqualTo(42);
		assertThat(this.pool.callFloat("float", 1.5f)).isEqualTo(-1.5f);
		assertThat(this.pool.callDouble("double", 1.5)).isEqualTo(-1.5);
		assertThat(this.pool.call("both")).isEqualTo(List.of(1, 2));
		assertThat(this.pool.call("nothing")).isNull();
		this.pool.callVoid("nothing");
		assertThat(this.pool.counters().acquired()).isEqualTo(7);
		assertThat(this.pool.stats().active()).isZero();
	}

	@Test
	void returnTheInstanceWhateverHappens() {
		assertThatExceptionOfType(NoSuchExportException.class).isThrownBy(() -> this.pool.callInt("none"));
		assertThat(this.pool.stats().active()).isZero();
	}

}
