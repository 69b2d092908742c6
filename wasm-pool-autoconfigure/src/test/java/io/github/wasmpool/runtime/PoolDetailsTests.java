package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.List;

import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.MissingImports;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmInstanceStats;
import io.github.wasmpool.WasmInstanceStats.State;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.FunctionType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What a pool says of itself to an operator is true, and does not touch a guest.
 */
class PoolDetailsTests {

	private static final String GUEST = """
			(module
				(import "env" "now" (func $now))
				(import "env" "gone" (func $gone))
				(import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
				(memory (export "memory") 2 9)
				(func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
				(func (export "spin") (loop (br 0))))
			""";

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private final WasmModule module = this.runtime.module(Wat.compile(GUEST))
		.missingImports(MissingImports.TRAP)
		.hostFunctions(HostFunction.of("env", "now", FunctionType.of(List.of(), List.of()), (caller, args) -> null))
		.build();

	@AfterEach
	void close() {
		this.module.close();
		this.runtime.close();
	}

	@Test
	void eachInstanceSaysHowLargeAndHowUsedItIs() {
		try (WasmPool pool = this.runtime.pool(this.module).size(2).minIdle(0).reset(ResetPolicy.WARM).build()) {
			assertThat(pool.instances()).isEmpty();
			pool.callInt("grow", 3);
			pool.callInt("grow", 0);
			assertThat(pool.instances()).singleElement().satisfies((instance) -> {
				assertThat(instance.state()).isEqualTo(State.IDLE);
				assertThat(instance.uses()).isEqualTo(2);
				assertThat(instance.memory()).isEqualTo(5 * 65536);
				assertThat(instance.age()).isPositive();
			});
			try (WasmInstance instance = pool.acquire()) {
				assertThat(instance.isHealthy()).isTrue();
				assertThat(pool.instances()).extracting(WasmInstanceStats::state).containsExactly(State.ACTIVE);
			}
		}
	}

	@ParameterizedTest
	@EnumSource(ExecutionMode.class)
	void askingDoesNotWaitForGuestsThatRun(ExecutionMode mode) throws Exception {
		try (WasmPool pool = this.runtime.pool(this.module)
			.size(2)
			.execution(mode)
			.executionTimeout(Duration.ofSeconds(2))
			.build()) {
			Thread looping = new Thread(
					() -> assertThatExceptionOfType(WasmException.class).isThrownBy(() -> pool.callVoid("spin")));
			looping.start();
			await().until(() -> pool.stats().active() == 1);
			for (int i = 0; i < 1000; i++) {
				assertThat(pool.instances()).extracting(WasmInstanceStats::state).contains(State.ACTIVE);
				assertThat(pool.linearMemory()).isNotNegative();
			}
			looping.join();
		}
	}

	@Test
	void importsSayWhoProvidesThem() {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).build()) {
			assertThat(pool.providers().values()).containsExactly("'env.now' () -> ()",
					"nobody: it traps when it is called", "the library");
		}
	}

	@Test
	void loansSayHowTheyBegin() {
		try (WasmPool fresh = this.runtime.pool(this.module).name("fresh").size(1).build();
				WasmPool warm = this.runtime.pool(this.module).name("warm").size(1).reset(ResetPolicy.WARM).build()) {
			assertThat(fresh.resetDescription())
				.isEqualTo("each loan begins fresh: how is decided with the first instance");
			fresh.callInt("grow", 0);
			assertThat(fresh.resetDescription()).startsWith("each loan begins fresh: ").doesNotContain("decided");
			assertThat(warm.resetDescription()).isEqualTo("each loan begins where the last one of its instance ended");
		}
	}

}
