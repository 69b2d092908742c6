package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.wasmpool.EngineOptions;
import io.github.wasmpool.EngineOptions.Optimization;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pools whose guests loop while they start, beside good ones of the same runtime. What
 * waits for the grace period does not end within the test.
 */
class RefillFairnessTests {

	private static final int BAD_POOLS = 4;

	/** Loops in its start function as long as it is told to. */
	private static final String BAD = """
			(module
				(import "env" "again" (func $again (result i32)))
				(func $start (loop (br_if 0 (call $again))))
				(start $start))
			""";

	private static final String GOOD = """
			(module (func (export "answer") (result i32) (i32.const 42)))
			""";

	private static final Duration GRACE = Duration.ofHours(1);

	private final AtomicBoolean looping = new AtomicBoolean();

	private final AtomicInteger inside = new AtomicInteger();

	@Test
	void poolsWhoseGuestsLoopDoNotKeepOthersWaiting() throws Exception {
		HostFunction again = HostFunction.of("env", "again", FunctionType.of(List.of(), List.of(ValueType.I32)),
				(caller, args) -> again());
		try (WasmtimeRuntime runtime = new WasmtimeRuntime(
				new EngineOptions(Optimization.SPEED, Duration.ofMillis(10), 1));
				WasmModule badModule = runtime.module(Wat.compile(BAD)).hostFunctions(again).build();
				WasmModule goodModule = runtime.module(Wat.compile(GOOD)).build();
				WasmPool good = runtime.pool(goodModule).name("good").size(2).shutdownGracePeriod(GRACE).build()) {
			good.prefill();
			List<WasmPool> bad = new ArrayList<>();
			for (int i = 0; i < BAD_POOLS; i++) {
				bad.add(runtime.pool(badModule).name("bad" + i).size(1).shutdownGracePeriod(GRACE).build());
			}
			List<WasmInstance> loans = bad.stream().map(WasmPool::acquire).toList();
			this.looping.set(true);
			try {
				loans.forEach(WasmInstance::close);
				keepsNobodyWaiting(good);
				for (WasmPool pool : bad) {
					ends(pool::drain);
					ends(pool::close);
				}
				assertThat(this.inside).hasValue(BAD_POOLS);
			}
			finally {
				this.looping.set(false);
			}
			bad.forEach((pool) -> Awaitility.await().untilAsserted(() -> assertThat(pool.stats().live()).isZero()));
		}
	}

	private void keepsNobodyWaiting(WasmPool good) throws Exception {
		for (int round = 0; round < 10; round++) {
			assertThat(good.<Integer, RuntimeException>withInstance((instance) -> instance.callInt("answer")))
				.isEqualTo(42);
			Awaitility.await().untilAsserted(() -> assertThat(good.stats().idle()).isEqualTo(2));
		}
		Awaitility.await().untilAsserted(() -> assertThat(this.inside).hasValue(BAD_POOLS));
		ends(good::drain);
		assertThat(good.stats().live()).isZero();
		good.prefill();
		ends(good::close);
		assertThat(good.stats().live()).isZero();
	}

	private int again() throws InterruptedException {
		if (!this.looping.get()) {
			return 0;
		}
		this.inside.incrementAndGet();
		while (this.looping.get()) {
			Thread.sleep(1);
		}
		return 1;
	}

	private static void ends(Runnable work) throws Exception {
		CompletableFuture.runAsync(work, (task) -> new Thread(task, "ends").start()).get(20, TimeUnit.SECONDS);
	}

}
