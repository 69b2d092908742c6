package io.github.wasmpool.benchmarks;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

import io.github.kawamuray.wasmtime.Val;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmPool;

/**
 * What one caller waits for a loan and a call at 2,000 loans a second: in the first state
 * of the guest, on a warm instance, and on a new one of the bare binding, in turns of a
 * second each. Between loans the caller sleeps, and what is measured is the loan alone.
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
		Latencies fresh = new Latencies("fresh");
		Latencies warm = new Latencies("warm");
		Latencies bare = new Latencies("bare");
		byte[] guest = Guests.noting(17);
		try (OnePool first = new OnePool((runtime) -> runtime.module(guest), ResetPolicy.FRESH);
				OnePool second = new OnePool((runtime) -> runtime.module(guest), ResetPolicy.WARM);
				BareBinding binding = new BareBinding(guest)) {
			for (int turn = -TURNS_TO_WARM_UP; turn < TURNS; turn++) {
				fresh.measure(turn, () -> loan(first.pool));
				warm.measure(turn, () -> loan(second.pool));
				bare.measure(turn, () -> binding.fresh("add", Val.fromI32(20), Val.fromI32(22)));
			}
		}
		fresh.print();
		warm.print();
		bare.print();
	}

	private static void loan(WasmPool pool) {
		try (WasmInstance instance = pool.acquire()) {
			instance.callInt("add", 20, 22);
		}
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
