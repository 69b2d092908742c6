package io.github.wasmpool.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.wasmpool.Effort;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.host.HostFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A flag evaluator that people use, whose configuration changes while everybody is
 * evaluating.
 */
class SeededFlagsTests {

	private static final int FEATURES = 20;

	private static final int USERS = 6;

	private static final int THREADS = 8;

	private static final int VERSIONS = 5;

	/** One every 100 ms. */
	private static final int SEEDS = Effort.of(5, 600);

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private final WasmModule module = this.runtime.module(RealGuest.FEATURE_FLAGS.binary())
		.name("flags")
		.memoryReserve(16)
		.hostFunctions(HostFunction.in(new AssemblyScript()).toArray(HostFunction[]::new))
		.build();

	/** The seed that is in place for sure, and the one that may be. */
	private final AtomicInteger done = new AtomicInteger();

	private final AtomicInteger begun = new AtomicInteger();

	private final AtomicInteger answers = new AtomicInteger();

	@AfterEach
	void close() {
		this.module.close();
		this.runtime.close();
	}

	@Test
	void everyAnswerIsThatOfTheOldOrTheNewConfiguration() throws Exception {
		Map<String, String> expected = answersWithTheConfigurationSetByHand();
		try (WasmPool pool = this.runtime.pool(this.module).size(4).build()) {
			seed(pool, 0);
			List<FutureTask<Void>> evaluators = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				FutureTask<Void> evaluator = new FutureTask<>(() -> evaluate(pool, expected), null);
				Thread thread = new Thread(evaluator, "evaluator");
				thread.setDaemon(true);
				thread.start();
				evaluators.add(evaluator);
			}
			for (int seed = 1; seed <= SEEDS; seed++) {
				Thread.sleep(100);
				seed(pool, seed);
			}
			this.begun.set(Integer.MAX_VALUE);
			for (FutureTask<Void> evaluator : evaluators) {
				evaluator.get(60, TimeUnit.SECONDS);
			}
			assertThat(this.answers.get()).isGreaterThan(SEEDS);
			assertThat(pool.counters().restored()).as("loans of each generation are put back in place").isPositive();
			assertThat(pool.counters().exhausted()).isZero();
		}
	}

	private Map<String, String> answersWithTheConfigurationSetByHand() {
		Map<String, String> answers = new TreeMap<>();
		try (WasmPool pool = this.runtime.pool(this.module).name("hand").size(1).build()) {
			for (int version = 0; version < VERSIONS; version++) {
				for (int user = 0; user < USERS; user++) {
					int each = version;
					String name = "user" + user;
					answers.put(name + " " + version, pool.<String, RuntimeException>withInstance((flags) -> {
						FlagConfiguration.set(flags, FEATURES, each);
						return FlagConfiguration.evaluate(flags, name);
					}));
				}
			}
		}
		assertThat(answers.values()).doesNotHaveDuplicates();
		return answers;
	}

	private void seed(WasmPool pool, int seed) {
		this.begun.set(seed);
		pool.reseed((flags) -> FlagConfiguration.set(flags, FEATURES, seed % VERSIONS));
		this.done.set(seed);
	}

	private void evaluate(WasmPool pool, Map<String, String> expected) {
		for (int i = 0; this.begun.get() != Integer.MAX_VALUE; i++) {
			String user = "user" + i % USERS;
			int oldest = this.done.get();
			String answer = pool
				.<String, RuntimeException>withInstance((flags) -> FlagConfiguration.evaluate(flags, user));
			int newest = Math.min(this.begun.get(), SEEDS);
			List<String> possible = new ArrayList<>();
			for (int seed = oldest; seed <= newest; seed++) {
				possible.add(expected.get(user + " " + seed % VERSIONS));
			}
			assertThat(possible).contains(answer);
			this.answers.incrementAndGet();
		}
	}

}
