package io.github.wasmpool.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.wasmpool.EngineOptions;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmReplacementException;
import io.github.wasmpool.WasmReplacementException.Step;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.wasmtime.InstanceBudget;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * All pools of a runtime together hold no more than was configured, whoever makes,
 * resizes and replaces them.
 */
class PoolBudgetTests {

	private static final String GUEST = "(module (memory (export \"memory\") 1 100) (func (export \"f\")))";

	private static final long PAGE = 65536;

	@Test
	void aPoolThatWouldHaveTooManyInstancesIsRefusedWithTheHolders() {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime(EngineOptions.DEFAULTS.withMaxInstances(10));
				WasmModule module = module(runtime, 4);
				WasmPool prices = pool(runtime, module, "prices", 3)) {
			WasmPool orders = pool(runtime, module, "orders", 6);
			assertThatIllegalArgumentException().isThrownBy(() -> pool(runtime, module, "tenant", 2))
				.withMessage("Pool 'tenant' is too large, lower 'size': 2 instances would be too many,"
						+ " 'wasm.engine.max-instances' allows 10 over all pools,"
						+ " of which others hold 'orders' 6, 'prices' 3");
			assertThat(runtime.pools().names()).containsExactly("orders", "prices");
			pool(runtime, module, "tenant", 1).close();
			orders.close();
			pool(runtime, module, "tenant", 7).close();
			assertThat(prices.isClosed()).isFalse();
		}
	}

	@Test
	void aPoolThatIsResizedStaysWithinTheBudget() {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime(EngineOptions.DEFAULTS.withMaxInstances(10));
				WasmModule module = module(runtime, 4);
				WasmPool orders = pool(runtime, module, "orders", 6);
				WasmPool prices = pool(runtime, module, "prices", 3)) {
			assertThatIllegalArgumentException().isThrownBy(() -> prices.resize(5))
				.withMessageContaining("'wasm.engine.max-instances' allows 10")
				.withMessageContaining("'orders' 6");
			assertThat(prices.stats().size()).isEqualTo(3);
			prices.resize(4);
			orders.resize(2);
			prices.resize(8);
			assertThat(prices.stats().size()).isEqualTo(8);
		}
	}

	@Test
	void memoryIsTheSumOfSizeAndCeiling() {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime(EngineOptions.DEFAULTS.withMaxMemory(100 * PAGE));
				WasmModule small = module(runtime, 4);
				WasmModule large = module(runtime, 50);
				WasmPool orders = pool(runtime, small, "orders", 10)) {
			assertThatIllegalArgumentException().isThrownBy(() -> pool(runtime, large, "large", 2))
				.withMessage("Pool 'large' is too large, lower 'size': memories that can grow to 6,400 KiB would be too"
						+ " much, 'wasm.engine.max-memory' allows 6,400 KiB over all pools,"
						+ " of which others hold 'orders' 2,560 KiB");
			pool(runtime, large, "large", 1).close();
			orders.resize(25);
			assertThatIllegalArgumentException().isThrownBy(() -> orders.resize(26))
				.withMessageContaining("and no other pool holds any");
		}
	}

	@Test
	void codeThatNeedsMoreThanThereIsDoesNotReplaceThePresentOne() {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime(EngineOptions.DEFAULTS.withMaxMemory(100 * PAGE));
				WasmModule small = module(runtime, 4);
				WasmModule large = module(runtime, 50);
				WasmPool orders = pool(runtime, small, "orders", 3)) {
			assertThatExceptionOfType(WasmReplacementException.class).isThrownBy(() -> orders.replace(large))
				.withMessageContaining("'wasm.engine.max-memory'")
				.satisfies((ex) -> assertThat(ex.getStep()).isEqualTo(Step.LIMITS));
			assertThat(orders.counters().generation()).isEqualTo(1);
			orders.resize(2);
			orders.replace(large);
			assertThat(orders.counters().generation()).isEqualTo(2);
			assertThatIllegalArgumentException().isThrownBy(() -> orders.resize(3));
		}
	}

	@Test
	void thoseOutsideOfTheSizeCountInTheProcessAndNotInTheBudgets() {
		List<Long> whileTried = new ArrayList<>();
		HostFunction look = HostFunction.of("env", "look", (caller, args) -> {
			whileTried.add(mappings());
			return null;
		});
		EngineOptions budgets = EngineOptions.DEFAULTS.withMaxInstances(2).withMaxMemory(8 * PAGE);
		try (WasmtimeRuntime runtime = new WasmtimeRuntime(budgets); WasmModule module = module(runtime, 4)) {
			try (WasmPool pool = runtime.pool(module).size(2).minIdle(0).hostFunctions(look).build()) {
				long begun = mappings();
				pool.callVoid("f");
				long used = mappings();
				assertThat(used).as("with the model of its loans").isGreaterThan(begun);
				pool.callVoid("f");
				assertThat(pool.counters().restored()).isEqualTo(2);
				pool.replace(Wat.compile(
						"(module (import \"env\" \"look\" (func $look)) (memory 1 4) (func (export \"f\")) (start $look))"));
				assertThat(pool.counters().generation()).isEqualTo(2);
				assertThat(whileTried).isNotEmpty().allSatisfy((mapped) -> assertThat(mapped).isGreaterThan(used));
			}
		}
	}

	private static long mappings() {
		return InstanceBudget.OF_JVM.stats().mappings();
	}

	@Test
	void whateverManyThreadsDoTheBudgetHoldsAndNothingIsLost() throws Exception {
		int budget = 12;
		try (WasmtimeRuntime runtime = new WasmtimeRuntime(EngineOptions.DEFAULTS.withMaxInstances(budget));
				WasmModule module = module(runtime, 4)) {
			AtomicInteger held = new AtomicInteger();
			ExecutorService threads = Executors.newFixedThreadPool(4);
			List<Future<Integer>> rounds = new ArrayList<>();
			for (int thread = 0; thread < 4; thread++) {
				String name = "tenant" + thread;
				Random random = new Random(thread);
				Callable<Integer> makeAndClose = () -> {
					int made = 0;
					for (int round = 0; round < 60; round++) {
						int size = 1 + random.nextInt(8);
						try (WasmPool pool = pool(runtime, module, name, size)) {
							assertThat(held.addAndGet(size)).isLessThanOrEqualTo(budget);
							pool.callVoid("f");
							made++;
							held.addAndGet(-size);
						}
						catch (IllegalArgumentException ex) {
							assertThat(ex).hasMessageContaining("'wasm.engine.max-instances' allows 12");
						}
					}
					return made;
				};
				rounds.add(threads.submit(makeAndClose));
			}
			int made = 0;
			for (Future<Integer> round : rounds) {
				made += round.get();
			}
			threads.shutdown();
			assertThat(made).isPositive();
			pool(runtime, module, "all", budget).close();
		}
	}

	@Test
	void impossibleBudgetsAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> EngineOptions.DEFAULTS.withMaxInstances(0))
			.withMessageContaining("'max-instances' must be at least 1 but is 0");
		assertThatIllegalArgumentException().isThrownBy(() -> EngineOptions.DEFAULTS.withMaxMemory(-1L))
			.withMessageContaining("'max-memory' must be positive but is -1 bytes");
	}

	private static WasmPool pool(WasmtimeRuntime runtime, WasmModule module, String name, int size) {
		return runtime.pool(module).name(name).size(size).minIdle(0).build();
	}

	private static WasmModule module(WasmtimeRuntime runtime, int ceiling) {
		return runtime.module(Wat.compile(GUEST)).memory(new MemoryLimits(1, ceiling)).build();
	}

}
