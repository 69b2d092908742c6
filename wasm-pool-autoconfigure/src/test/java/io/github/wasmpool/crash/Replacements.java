package io.github.wasmpool.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.github.wasmpool.Effort;
import io.github.wasmpool.VersionedGuest;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * Replaces code, and seeds states, by the hundred while others call, and looks at what is
 * left behind.
 */
final class Replacements {

	private static final int REPLACEMENTS = Effort.of(100, 500);

	private static final int SEEDS = Effort.of(500, 10_000);

	/** Each has an instance, so that a seed makes two in the pool. */
	private static final int THREADS = 2;

	private static final AtomicBoolean over = new AtomicBoolean();

	private Replacements() {
	}

	public static void main(String[] args) throws Exception {
		// Written before anything is counted, as the assembler needs memory of its own
		for (int version = 0; version <= REPLACEMENTS; version++) {
			VersionedGuest.of(version);
		}
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(VersionedGuest.of(0)).build();
				WasmPool pool = runtime.pool(module).name("orders").size(THREADS).build()) {
			List<FutureTask<Integer>> callers = Scenario.start(THREADS, () -> call(pool));
			replace(pool, 1, REPLACEMENTS / 4);
			seed(pool, SEEDS / 10);
			Residue before = Residue.now();
			replace(pool, REPLACEMENTS / 4 + 1, REPLACEMENTS);
			before.compare("replacements", Residue.now());
			before = Residue.now();
			seed(pool, SEEDS);
			before.compare("seeds", Residue.now());
			over.set(true);
			Scenario.say("calls: " + (Scenario.sum(callers) > 0));
			Scenario.say("generation " + (pool.counters().generation() == 1 + REPLACEMENTS + SEEDS / 10 + SEEDS));
		}
	}

	private static void replace(WasmPool pool, int first, int last) {
		for (int version = first; version <= last; version++) {
			pool.replace(VersionedGuest.of(version));
			if (pool.callInt("left") != version) {
				throw new AssertionError("A loan ran the code before");
			}
		}
	}

	private static void seed(WasmPool pool, int last) {
		for (int seed = 1; seed <= last; seed++) {
			int value = seed;
			pool.reseed((instance) -> instance.callVoid("poke", value));
			if (pool.callInt("peek") != value) {
				throw new AssertionError("A loan began in the state before");
			}
		}
	}

	private static int call(WasmPool pool) {
		int calls = 0;
		while (!over.get()) {
			pool.useInstance((instance) -> {
				int left = instance.callInt("left");
				if (instance.callInt("right") != VersionedGuest.right(left) || instance.callInt("touch") != 1) {
					throw new AssertionError("A loan was mixed");
				}
			});
			calls++;
			// Loans beside each seed, and not as many as fit between two
			LockSupport.parkNanos(500_000);
		}
		return calls;
	}

	/**
	 * What the process holds.
	 */
	private record Residue(long kilobytes, long mappings, long descriptors, int threads) {

		static Residue now() throws IOException, InterruptedException {
			// Instances that were just retired are freed in the background
			Thread.sleep(300);
			long resident = Leaks.residentKilobytes();
			try (Stream<String> mappings = Files.lines(Path.of("/proc/self/maps"));
					Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
				return new Residue(resident, mappings.count(), descriptors.count(), Thread.activeCount());
			}
		}

		void compare(String what, Residue after) {
			Scenario.say(what + ": " + this + ", then " + after);
			// The compilers of the JVM and malloc take some 15 MB at once now and then; a
			// page
			// left by each of 10,000 seeds would be 40
			Scenario.say(what + " grow by less than 40 MB: " + (after.kilobytes - this.kilobytes < 40 << 10));
			Scenario.say(what + " leave mappings: " + (after.mappings - this.mappings < 100));
			Scenario.say(what + " leave descriptors: " + (after.descriptors - this.descriptors < 20));
			Scenario.say(what + " leave threads: " + (after.threads - this.threads < 3));
		}

	}

}
