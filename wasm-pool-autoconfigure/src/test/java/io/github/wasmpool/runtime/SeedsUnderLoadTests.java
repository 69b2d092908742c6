package io.github.wasmpool.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.wasmpool.Effort;
import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * New state while many threads look at all of it: each loan sees one state, whole, and
 * none that was replaced before it began.
 */
class SeedsUnderLoadTests {

	private static final int THREADS = 8;

	private static final int SEEDS = Effort.of(20, 2_000);

	/** As many numbers, over two pages, and a global. */
	private static final int NUMBERS = 20;

	private static final long STEP = 6_000;

	private static final byte[] GUEST = Wat.compile("""
			(module
				(memory (export "memory") 2)
				(global $hidden (mut i64) (i64.const 0))
				(func (export "hidden") (result i64) (global.get $hidden))
				(func (export "hide") (param i64) (global.set $hidden (local.get 0))))
			""");

	private final AtomicBoolean over = new AtomicBoolean();

	/** The last seed that is sure to be in place. */
	private final AtomicInteger done = new AtomicInteger();

	private final AtomicInteger loans = new AtomicInteger();

	@ParameterizedTest
	@EnumSource
	void eachLoanSeesOneStateWhole(ExecutionMode mode) throws Exception {
		NativeMemory before = NativeMemory.now();
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(GUEST).build();
				WasmPool pool = runtime.pool(module).name("orders").size(4).execution(mode).build()) {
			List<FutureTask<Void>> readers = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				FutureTask<Void> reader = new FutureTask<>(() -> read(pool), null);
				Thread thread = new Thread(reader, "reader");
				thread.setDaemon(true);
				thread.start();
				readers.add(reader);
			}
			for (int seed = 1; seed <= SEEDS; seed++) {
				int value = seed;
				pool.reseed((instance) -> {
					instance.callVoid("hide", (long) value);
					for (int number = 0; number < NUMBERS; number++) {
						instance.memory().writeInt(number * STEP, value);
					}
				});
				this.done.set(seed);
			}
			this.over.set(true);
			for (FutureTask<Void> reader : readers) {
				reader.get(60, TimeUnit.SECONDS);
			}
			assertThat(this.loans.get()).isGreaterThan(THREADS);
			assertThat(pool.counters().generation()).isEqualTo(SEEDS + 1);
		}
		Awaitility.await().untilAsserted(() -> assertThat(NativeMemory.now()).isEqualTo(before));
	}

	private void read(WasmPool pool) {
		while (!this.over.get()) {
			int oldest = this.done.get();
			pool.useInstance((instance) -> {
				this.loans.incrementAndGet();
				int seed = (int) instance.callLong("hidden");
				assertThat(seed).isGreaterThanOrEqualTo(oldest);
				WasmMemory memory = instance.memory();
				for (int number = 0; number < NUMBERS; number++) {
					assertThat(memory.readInt(number * STEP)).isEqualTo(seed);
					memory.writeInt(number * STEP, -1);
				}
				instance.callVoid("hide", -1L);
			});
		}
	}

}
