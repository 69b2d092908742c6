package io.github.wasmpool.runtime;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.type.MemoryType;
import io.github.wasmpool.wasmtime.InstanceBudget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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

	@Test
	void aSnapshotOfASnapshotBeginsWhereThatEnded() {
		try (WasmModule second = snapshotOfSnapshot(); WasmInstance instance = second.instantiate()) {
			assertThat(instance.callInt("hidden")).isEqualTo(2);
			assertThat(instance.callInt("size")).isEqualTo(2);
			assertThat(instance.global("started").get()).isEqualTo(11L);
		}
	}

	/**
	 * Closes what it was taken of.
	 */
	private WasmModule snapshotOfSnapshot() {
		try (WasmModule module = this.runtime.module(GUEST).build();
				WasmModule first = module.snapshot((guest) -> guest.callVoid("hide", 1))) {
			return first.snapshot((guest) -> {
				guest.callVoid("hide", guest.callInt("hidden") + 1);
				guest.callInt("grow", 1);
			});
		}
	}

	@Test
	void anotherMemoryKeepsTheState() {
		try (WasmModule module = this.runtime.module(GUEST).build(); WasmModule snapshot = module.snapshot((guest) -> {
			guest.callInt("grow", 1);
			guest.callVoid("poke", 70_000, 7);
		});
				WasmModule larger = snapshot.withMemory(new MemoryLimits(4, 5));
				WasmInstance instance = larger.instantiate()) {
			assertThat(snapshot.memory()).contains(new MemoryType(2, 8, false));
			assertThat(larger.memory()).contains(new MemoryType(4, 5, false));
			assertThat(instance.callInt("size")).isEqualTo(4);
			assertThat(instance.callInt("peek", 70_000)).isEqualTo(7);
			assertThat(instance.callInt("grow", 1)).isEqualTo(4);
			assertThat(instance.callInt("grow", 1)).isEqualTo(-1);
			assertThatExceptionOfType(WasmModuleException.class)
				.isThrownBy(() -> snapshot.withMemory(new MemoryLimits(1, 5)))
				.withMessageContaining("'memory.initial-pages' must be at least 2");
		}
	}

	@Test
	void growthWithinTheReserveIsUndoneAndBeginsWhereTheSnapshotEnded() {
		try (WasmModule module = this.runtime.module(GUEST).memoryReserve(2).build();
				WasmPool pool = this.runtime.pool(module).size(1).snapshot((guest) -> {
					assertThat(guest.callInt("grow", 2)).isOne();
					guest.callVoid("poke", 150_000, 5);
				}).build()) {
			for (int i = 0; i < 5; i++) {
				pool.useInstance((guest) -> {
					assertThat(guest.callInt("size")).isEqualTo(3);
					assertThat(guest.callInt("peek", 150_000)).isEqualTo(5);
					assertThat(guest.callInt("grow", 2)).isEqualTo(3);
					guest.callVoid("poke", 300_000, 5);
				});
			}
			assertThat(pool.counters().restored()).isEqualTo(5);
		}
	}

	@Test
	void theReserveIsThereInLaterStatesToo() {
		try (WasmModule module = this.runtime.module(GUEST).memoryReserve(2).build();
				WasmPool pool = this.runtime.pool(module)
					.size(1)
					.snapshot((guest) -> guest.callVoid("poke", 9, 5))
					.build()) {
			pool.reseed((guest) -> guest.callVoid("poke", 10, 6));
			pool.reseed((guest) -> guest.callVoid("poke", 11, 7));
			long before = pool.counters().restored();
			for (int i = 0; i < 3; i++) {
				pool.useInstance((guest) -> {
					assertThat(guest.callInt("peek", 9)).isEqualTo(5);
					assertThat(guest.callInt("peek", 11)).isEqualTo(7);
					assertThat(guest.callInt("grow", 2)).isOne();
				});
			}
			assertThat(pool.counters().restored() - before).isEqualTo(3);
		}
	}

	@Test
	void aStateBeginsInALargerMemoryWithAReserveToo() {
		try (WasmModule module = this.runtime.module(GUEST).memoryReserve(2).build();
				WasmModule snapshot = module.snapshot((guest) -> guest.callVoid("poke", 9, 5));
				WasmModule larger = snapshot.withMemory(MemoryLimits.of(4, 8));
				WasmInstance guest = larger.instantiate()) {
			assertThat(guest.callInt("size")).isEqualTo(4);
			assertThat(guest.memory().pages()).isEqualTo(4);
			assertThat(guest.callInt("peek", 9)).isEqualTo(5);
		}
	}

	@Test
	void hostCallsOfTheInitialisationAreMadeOnceAndDoNotKeepItFromBeingPutBack() {
		AtomicInteger calls = new AtomicInteger();
		byte[] guest = Wat.compile("""
				(module
					(import "env" "next" (func $next (result i32)))
					(global $drawn (mut i32) (i32.const 0))
					(func (export "_initialize") (global.set $drawn (call $next)))
					(func (export "drawn") (result i32) (global.get $drawn))
					(func (export "draw") (result i32) (call $next)))
				""");
		try (WasmModule module = this.runtime.module(guest)
			.hostFunctions(HostFunction.of("env", "next", (caller, args) -> calls.incrementAndGet()))
			.build(); WasmPool pool = this.runtime.pool(module).size(2).snapshot(true).build()) {
			pool.prefill();
			for (int i = 0; i < 5; i++) {
				assertThat(pool.callInt("drawn")).isOne();
			}
			assertThat(calls).hasValue(1);
			assertThat(pool.callInt("draw")).isEqualTo(2);
			assertThat(pool.counters().restored()).isEqualTo(6);
		}
	}

	@Test
	void whatWasDrawnFromTheClockAndAtRandomIsTheSameInAllInstances() {
		byte[] guest = Wat.compile("""
				(module
					(import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
					(import "wasi_snapshot_preview1" "clock_time_get" (func $time (param i32 i64 i32) (result i32)))
					(memory (export "memory") 1)
					(func $draw (export "draw")
						(drop (call $random (i32.const 0) (i32.const 16)))
						(drop (call $time (i32.const 1) (i64.const 1) (i32.const 16))))
					(func (export "_initialize") (call $draw)))
				""");
		try (WasmModule module = this.runtime.module(guest).build();
				WasmPool drawn = this.runtime.pool(module).name("drawn").size(2).snapshot(true).build();
				WasmPool drawing = this.runtime.pool(module).name("drawing").size(2).build()) {
			byte[] once = drawn.withInstance((instance) -> instance.memory().read(0, 24));
			try (WasmInstance one = drawn.acquire(); WasmInstance other = drawn.acquire()) {
				assertThat(one.memory().read(0, 24)).isEqualTo(once);
				assertThat(other.memory().read(0, 24)).isEqualTo(once);
				one.callVoid("draw");
				assertThat(one.memory().read(0, 16)).as("drawn in the loan").isNotEqualTo(other.memory().read(0, 16));
			}
			try (WasmInstance one = drawing.acquire(); WasmInstance other = drawing.acquire()) {
				assertThat(one.memory().read(0, 16)).isNotEqualTo(other.memory().read(0, 16));
				assertThat(one.memory().readLong(16)).isNotEqualTo(other.memory().readLong(16));
			}
		}
	}

	@Test
	void warmInstancesBeginThereAndGoOn() {
		try (WasmModule module = this.runtime.module(GUEST).build();
				WasmPool pool = this.runtime.pool(module)
					.size(1)
					.reset(ResetPolicy.WARM)
					.execution(ExecutionMode.DEDICATED)
					.snapshot((guest) -> guest.callVoid("hide", 9))
					.build()) {
			pool.useInstance((guest) -> guest.callVoid("hide", guest.callInt("hidden") + 1));
			assertThat(pool.callInt("hidden")).isEqualTo(10);
			pool.refresh();
			assertThat(pool.callInt("hidden")).isEqualTo(9);
		}
	}

	@Test
	void workThatFailsIsTriedAgainAndItsCauseIsTold() {
		AtomicInteger attempts = new AtomicInteger();
		try (WasmModule module = this.runtime.module(GUEST).build();
				WasmPool pool = this.runtime.pool(module).size(1).minIdle(0).snapshot((guest) -> {
					if (attempts.incrementAndGet() == 1) {
						throw new IOException("no configuration yet");
					}
					guest.callVoid("hide", 3);
				}).build()) {
			assertThatExceptionOfType(WasmInstanceCreationException.class).isThrownBy(pool::prefill)
				.withMessageContaining("no configuration yet")
				.withRootCauseInstanceOf(IOException.class);
			assertThat(pool.callInt("hidden")).isEqualTo(3);
			assertThat(attempts).hasValue(2);
		}
	}

	@Test
	void workThatBorrowsFromThePoolItBeginsIsTold() {
		AtomicReference<WasmPool> self = new AtomicReference<>();
		try (WasmModule module = this.runtime.module(GUEST).build();
				WasmPool pool = this.runtime.pool(module)
					.size(1)
					.snapshot((guest) -> self.get().callInt("hidden"))
					.build()) {
			self.set(pool);
			assertThatExceptionOfType(WasmInstanceCreationException.class).isThrownBy(pool::prefill)
				.withMessageContaining("has no instances yet, because what begins them is still at work");
		}
	}

	@Test
	void oneInstanceIsInitialisedForAllThreads() throws Exception {
		AtomicInteger initialised = new AtomicInteger();
		try (WasmModule module = this.runtime.module(GUEST).build();
				WasmPool pool = this.runtime.pool(module)
					.size(4)
					.snapshot((guest) -> guest.callVoid("hide", initialised.incrementAndGet()))
					.build()) {
			RealGuest.onThreads(8, () -> {
				assertThat(pool.callInt("hidden")).isOne();
				return null;
			});
			assertThat(initialised).hasValue(1);
		}
	}

	@Test
	void snapshotsLeaveNoRoomTakenAndNoCodeBehind() {
		String before = InstanceBudget.OF_JVM.toString();
		try (WasmModule module = this.runtime.module(GUEST).build()) {
			for (int i = 0; i < 20; i++) {
				int number = i;
				try (WasmModule snapshot = module.snapshot((guest) -> guest.callVoid("poke", 9, number));
						WasmInstance instance = snapshot.instantiate()) {
					assertThat(instance.callInt("peek", 9)).isEqualTo(number);
				}
			}
		}
		assertThat(InstanceBudget.OF_JVM).hasToString(before);
	}

	@Test
	void aSmallReservationIsEnough() {
		try (WasmModule module = this.runtime.module(GUEST).memoryReservation(1L << 20).build();
				WasmModule snapshot = module.snapshot((guest) -> guest.callVoid("poke", 9, 8));
				WasmInstance instance = snapshot.instantiate()) {
			assertThat(instance.callInt("peek", 9)).isEqualTo(8);
			assertThat(instance.callInt("grow", 7)).isOne();
			instance.callVoid("poke", 8 * 65_536 - 1, 3);
			assertThat(instance.callInt("peek", 8 * 65_536 - 1)).isEqualTo(3);
			assertThatExceptionOfType(WasmTrapException.class).isThrownBy(() -> instance.callInt("peek", 8 * 65_536));
		}
	}

}
