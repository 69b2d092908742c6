package io.github.wasmpool.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * Eight tenants, each with code and a pool of its own, as {@code docs/tenants.md} has it.
 * Seven have a borrower each, who computes a little; what their loans take is measured
 * while the eighth is quiet and while eight threads borrow from it, whose guests loop,
 * trap, allocate and print without end until their deadline. Both take turns; figures are
 * medians over the turns. The arguments are the mode of execution and the microseconds
 * that the seven pause between loans.
 */
public final class HostileTenant {

	private static final int NEIGHBOURS = 7;

	private static final int ATTACKERS = 8;

	private static final int SIZE = 2;

	private static final int TURNS = 5;

	private static final long TURN = 3_000;

	private static final int WORK = 20;

	private static final List<String> EVIL = List.of("loop", "unreachable", "memory-bomb", "output");

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private final ExecutionMode execution;

	private final long pause;

	private final AtomicBoolean over = new AtomicBoolean();

	private final AtomicLong failures = new AtomicLong();

	private final List<Neighbour> neighbours = new ArrayList<>();

	private HostileTenant(ExecutionMode execution, long pause) {
		this.execution = execution;
		this.pause = pause;
	}

	/**
	 * Measure, and print nanoseconds and counts.
	 * @param args the mode of execution and the microseconds of a pause
	 * @throws InterruptedException if interrupted
	 */
	public static void main(String[] args) throws InterruptedException {
		new HostileTenant(ExecutionMode.valueOf(args[0]), Long.parseLong(args[1]) * 1_000).measure();
	}

	private void measure() throws InterruptedException {
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < NEIGHBOURS; i++) {
			Neighbour neighbour = new Neighbour(tenant(i));
			this.neighbours.add(neighbour);
			threads.add(start(neighbour));
		}
		WasmPool hostile = tenant(NEIGHBOURS);
		Thread.sleep(TURN);
		Percentiles before = new Percentiles();
		Percentiles during = new Percentiles();
		for (int turn = 0; turn < TURNS; turn++) {
			before.add(loans());
			AtomicBoolean repelled = new AtomicBoolean();
			List<Thread> attackers = new ArrayList<>();
			for (int i = 0; i < ATTACKERS; i++) {
				int first = i;
				attackers.add(start(() -> attack(hostile, first, repelled)));
			}
			during.add(loans());
			repelled.set(true);
			join(attackers);
		}
		this.over.set(true);
		join(threads);
		before.print("before");
		during.print("during");
		Child.print("failures", this.failures.get());
		this.runtime.close();
	}

	private WasmPool tenant(int number) {
		try (WasmModule module = this.runtime.module(UnderAttack.guest(number))
			.hostFunctions(UnderAttack.call())
			.build()) {
			WasmPool pool = this.runtime.pool(module)
				.name("tenant" + number)
				.size(SIZE)
				.execution(this.execution)
				.acquireTimeout(Duration.ofSeconds(20))
				.executionTimeout(Duration.ofMillis(200))
				.build();
			pool.prefill();
			return pool;
		}
	}

	private static Thread start(Runnable work) {
		Thread thread = new Thread(work);
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	private static void join(List<Thread> threads) throws InterruptedException {
		for (Thread thread : threads) {
			thread.join();
		}
	}

	/**
	 * Return what each loan of a turn took.
	 * @return nanoseconds
	 */
	private long[] loans() throws InterruptedException {
		this.neighbours.forEach(Neighbour::take);
		Thread.sleep(TURN);
		return this.neighbours.stream().flatMapToLong(Neighbour::take).toArray();
	}

	private static void attack(WasmPool pool, int first, AtomicBoolean repelled) {
		for (int i = first; !repelled.get(); i++) {
			try (WasmInstance instance = pool.acquire()) {
				instance.callVoid(EVIL.get(i % EVIL.size()));
			}
			catch (WasmException ex) {
				// As it should be
			}
		}
	}

	/**
	 * A tenant as there should be more of.
	 */
	private final class Neighbour implements Runnable {

		private final WasmPool pool;

		private long[] loans = new long[1 << 16];

		private int count;

		private Neighbour(WasmPool pool) {
			this.pool = pool;
		}

		@Override
		public void run() {
			HostileTenant all = HostileTenant.this;
			while (!all.over.get()) {
				long begun = System.nanoTime();
				try {
					this.pool.useInstance((instance) -> instance.callInt("fib", WORK));
				}
				catch (WasmException ex) {
					all.failures.incrementAndGet();
				}
				note(System.nanoTime() - begun);
				if (all.pause > 0) {
					LockSupport.parkNanos(all.pause);
				}
			}
		}

		private synchronized void note(long took) {
			if (this.count == this.loans.length) {
				this.loans = Arrays.copyOf(this.loans, this.count * 2);
			}
			this.loans[this.count++] = took;
		}

		private synchronized LongStream take() {
			long[] taken = Arrays.copyOf(this.loans, this.count);
			this.count = 0;
			return LongStream.of(taken);
		}

	}

	/**
	 * What was seen in several turns.
	 */
	private static final class Percentiles {

		private final List<Long> medians = new ArrayList<>();

		private final List<Long> late = new ArrayList<>();

		private long loans;

		void add(long[] times) {
			Arrays.sort(times);
			this.medians.add(times[times.length / 2]);
			this.late.add(times[(int) (times.length * 0.99)]);
			this.loans += times.length;
		}

		void print(String when) {
			Child.print(when + ".median", middle(this.medians));
			Child.print(when + ".p99", middle(this.late));
			Child.print(when + ".loans", this.loans);
		}

		private static long middle(List<Long> values) {
			return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
		}

	}

}
