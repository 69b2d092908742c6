package io.github.wasmpool.benchmarks;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

import io.github.kawamuray.wasmtime.Val;

import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * What one caller waits for a fresh instance and a call at 2,000 loans a second: the pool
 * against the bare binding, in turns of a second each. Between loans the caller sleeps,
 * and what is measured is the loan alone.
 */
public final class PacedLoans {

	private static final int LOANS_A_SECOND = 2_000;

	private static final long INTERVAL = 1_000_000_000L / LOANS_A_SECOND;

	private static final int TURNS_TO_WARM_UP = 3;

	private static final int TURNS = 6;

	private PacedLoans() {
	}

	/**
	 * Measure, and print nanoseconds.
	 * @param args none
	 */
	public static void main(String[] args) {
		Latencies pool = new Latencies("pool");
		Latencies bare = new Latencies("bare");
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(Guests.calculator()).build();
				WasmPool fresh = runtime.pool(module).build();
				BareBinding binding = new BareBinding(Guests.calculator())) {
			fresh.prefill();
			for (int turn = -TURNS_TO_WARM_UP; turn < TURNS; turn++) {
				pool.measure(turn, () -> {
					try (WasmInstance instance = fresh.acquire()) {
						instance.callInt("add", 20, 22);
					}
				});
				bare.measure(turn, () -> binding.fresh("add", Val.fromI32(20), Val.fromI32(22)));
			}
		}
		pool.print();
		bare.print();
	}

	private static final class Latencies {

		private final String side;

		private final long[] nanos = new long[TURNS * LOANS_A_SECOND];

		private Latencies(String side) {
			this.side = side;
		}

		private void measure(int turn, Runnable loan) {
			long due = System.nanoTime();
			for (int i = 0; i < LOANS_A_SECOND; i++) {
				// No catching up: a late loan would follow the one before it at once
				due = Math.max(due, System.nanoTime() - INTERVAL) + INTERVAL;
				for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
					LockSupport.parkNanos(left);
				}
				long start = System.nanoTime();
				loan.run();
				long end = System.nanoTime();
				if (turn >= 0) {
					this.nanos[turn * LOANS_A_SECOND + i] = end - start;
				}
			}
		}

		private void print() {
			Arrays.sort(this.nanos);
			Child.print(this.side + ".mean", Arrays.stream(this.nanos).sum() / this.nanos.length);
			Child.print(this.side + ".p50", this.nanos[this.nanos.length / 2]);
			Child.print(this.side + ".p99", this.nanos[this.nanos.length * 99 / 100]);
		}

	}

}
