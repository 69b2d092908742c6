package io.github.wasmpool.runtime;

import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What was done once, and where every instance begins.
 */
class SnapshotTests {

	private static final byte[] GUEST = Wat.compile("""
			(module
				(memory (export "memory") 1 8)
				(data (i32.const 100) "data of the module")
				(global $hidden (mut i32) (i32.const 7))
				(global $half (mut f64) (f64.const nan:0x4000000000123))
				(global (export "started") (mut i64) (i64.const 0))
				(func $start (global.set 2 (i64.add (global.get 2) (i64.const 1))))
				(start $start)
				(func (export "_initialize") (global.set 2 (i64.add (global.get 2) (i64.const 10))))
				(func (export "initialize") (global.set 2 (i64.add (global.get 2) (i64.const 100))))
				(func (export "hide") (param i32) (global.set $hidden (local.get 0)))
				(func (export "hidden") (result i32) (global.get $hidden))
				(func (export "half") (result i64) (i64.reinterpret_f64 (global.get $half)))
				(func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
				(func (export "size") (result i32) (memory.size))
				(func (export "poke") (param i32 i32) (i32.store8 (local.get 0) (local.get 1)))
				(func (export "peek") (param i32) (result i32) (i32.load8_u (local.get 0))))
			""");

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	@AfterEach
	void close() {
		this.runtime.close();
	}

	@Test
	void everyInstanceBeginsWhereTheWorkEnded() {
		try (WasmModule module = this.runtime.module(GUEST).initialize("initialize").build();
				WasmModule warm = module.snapshot((guest) -> {
					guest.callVoid("hide", 42);
					assertThat(guest.callInt("grow", 2)).isOne();
					guest.callVoid("poke", 150_000, 9);
				});
				WasmInstance one = warm.instantiate();
				WasmInstance other = warm.instantiate()) {
			one.callVoid("poke", 150_000, 8);
			one.callVoid("hide", 1);
			assertThat(other.callInt("hidden")).isEqualTo(42);
			assertThat(other.callInt("size")).isEqualTo(3);
			assertThat(other.memory().pages()).isEqualTo(3);
			assertThat(other.callInt("peek", 150_000)).isEqualTo(9);
			assertThat(other.memory().readString(100, 18)).isEqualTo("data of the module");
			assertThat(other.callLong("half")).isEqualTo(0x7ff4000000000123L);
			assertThat(other.global("started").get()).isEqualTo(111L);
			try (WasmInstance plain = module.instantiate()) {
				assertThat(plain.callInt("hidden")).isEqualTo(7);
			}
		}
	}

	@Test
	void aPoolPutsItsInstancesBackToTheSnapshot() {
		try (WasmModule module = this.runtime.module(GUEST).initialize("initialize").build();
				WasmPool pool = this.runtime.pool(module)
					.size(1)
					.snapshot((guest) -> guest.callVoid("poke", 5, 55))
					.build()) {
			for (int i = 0; i < 10; i++) {
				pool.useInstance((guest) -> {
					assertThat(guest.callInt("peek", 5)).isEqualTo(55);
					assertThat(guest.callInt("hidden")).isEqualTo(7);
					assertThat(guest.global("started").get()).isEqualTo(111L);
					guest.callVoid("poke", 5, 1);
					guest.callVoid("hide", 5);
				});
			}
			assertThat(pool.counters().restored()).isEqualTo(10);
			assertThat(pool.counters().created()).isOne();
		}
	}

}
