package io.github.wasmpool.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import io.github.kawamuray.wasmtime.Val;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.benchmarks.Chart.Axis;
import io.github.wasmpool.benchmarks.Chart.Curve;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * What a loan costs, with more of what is around it.
 */
final class LoanGrowths {

	private static final Axis MICROS = new Axis("time of a loan with a call (µs)", true);

	private static final double MICRO = 1e3;

	private static final int PAGES_A_MEBIBYTE = 16;

	private static final int PAGES_OF_GUEST = 64;

	private LoanGrowths() {
	}

	/** Pools of one runtime, which are used in turn. */
	static Chart pools(Sweep sweep) throws Exception {
		int[] pools = { 1, 3, 10, 30, 100, 300, 1_000 };
		return new Chart("growth-pools", "A loan, by the pools of the application",
				new Axis("pools, of one instance each, used in turn", true), MICROS,
				List.of(new Curve("fresh", sweep.over(pools, (count) -> inTurn(sweep, count, ResetPolicy.FRESH))),
						new Curve("warm", sweep.over(pools, (count) -> inTurn(sweep, count, ResetPolicy.WARM)))));
	}

	private static double inTurn(Sweep sweep, int count, ResetPolicy reset) {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(Guests.noting(1)).build()) {
			List<WasmPool> pools = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				pools.add(runtime.pool(module).name("pool" + i).size(1).reset(reset).build());
			}
			pools.forEach(LoanGrowths::add);
			int[] next = new int[1];
			return sweep.nanos(() -> add(pools.get(next[0]++ % count))) / MICRO;
		}
	}

	/** Threads that borrow as fast as they can. */
	static Chart threads(Sweep sweep) throws Exception {
		int[] threads = { 1, 2, 4, 8, 16, 32, 64 };
		return new Chart("growth-threads", "Throughput, by threads",
				new Axis("threads that borrow without a pause", true),
				new Axis("loans a second, each with fib(15)", false),
				List.of(new Curve("a warm pool with an instance for each thread",
						sweep.over(threads, (count) -> pooled(sweep, count, count))),
						new Curve("a warm pool of four instances",
								sweep.over(threads, (count) -> pooled(sweep, count, 4))),
						new Curve("one instance of the bare binding behind synchronized",
								sweep.over(threads, (count) -> shared(sweep, count)))));
	}

	private static double pooled(Sweep sweep, int threads, int size) throws Exception {
		try (OnePool guests = new OnePool((runtime) -> runtime.module(Guests.calculator()),
				(builder) -> builder.size(size).reset(ResetPolicy.WARM))) {
			return rate(sweep, threads, () -> guests.pool.callInt("fib", 15));
		}
	}

	private static double shared(Sweep sweep, int threads) throws Exception {
		try (BareBinding binding = new BareBinding(Guests.calculator()); BareBinding.Warm warm = binding.warm("fib")) {
			return rate(sweep, threads, () -> {
				synchronized (warm) {
					warm.call(Val.fromI32(15));
				}
			});
		}
	}

	private static double rate(Sweep sweep, int threads, Runnable work) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			during(executor, threads, sweep.time().toNanos() / 2, work);
			return during(executor, threads, sweep.time().toNanos(), work);
		}
		finally {
			executor.shutdown();
		}
	}

	/** Return how often a second all threads together did it. */
	private static double during(ExecutorService executor, int threads, long nanos, Runnable work) throws Exception {
		LongAdder done = new LongAdder();
		long begin = System.nanoTime();
		List<Future<?>> all = new ArrayList<>();
		for (int i = 0; i < threads; i++) {
			all.add(executor.submit(() -> {
				do {
					work.run();
					done.increment();
				}
				while (System.nanoTime() - begin < nanos);
			}));
		}
		for (Future<?> each : all) {
			each.get();
		}
		return done.sum() * 1e9 / (System.nanoTime() - begin);
	}

	/** Memories of which one page is written. */
	static Chart memories(Sweep sweep) throws Exception {
		int[] mebibytes = { 1, 4, 16, 64, 256 };
		return new Chart("growth-memories", "A loan, by the memory of the guest",
				new Axis("memory (MiB), of which the call writes to one page", true), MICROS,
				List.of(new Curve("fresh",
						sweep.over(mebibytes,
								(size) -> loan(sweep, size * PAGES_A_MEBIBYTE, ResetPolicy.FRESH, LoanGrowths::add))),
						new Curve("warm", sweep.over(mebibytes,
								(size) -> loan(sweep, size * PAGES_A_MEBIBYTE, ResetPolicy.WARM, LoanGrowths::add))),
						new Curve("a new instance of the bare binding",
								sweep.over(mebibytes, (size) -> bare(sweep, size * PAGES_A_MEBIBYTE, "add", 20, 22)))));
	}

	/** Pages of the system that a call writes to. */
	static Chart dirtyPages(Sweep sweep) throws Exception {
		int[] pages = { 0, 1, 10, 50, 100, 200, 500, 1_000 };
		return new Chart("growth-dirty-pages", "A loan, by the pages that its call writes to",
				new Axis("pages of 4 KiB that the call writes to", false), MICROS, List.of(
						new Curve("fresh",
								sweep.over(pages,
										(count) -> loan(sweep, PAGES_OF_GUEST, ResetPolicy.FRESH, writing(count)))),
						new Curve("warm",
								sweep.over(pages,
										(count) -> loan(sweep, PAGES_OF_GUEST, ResetPolicy.WARM, writing(count)))),
						new Curve("a new instance of the bare binding", sweep.over(pages,
								(count) -> bare(sweep, PAGES_OF_GUEST, "write", count, Guests.SYSTEM_PAGE)))));
	}

	private static Consumer<WasmPool> writing(int pages) {
		return (pool) -> pool.callInt("write", pages, Guests.SYSTEM_PAGE);
	}

	private static void add(WasmPool pool) {
		pool.callInt("add", 20, 22);
	}

	private static double loan(Sweep sweep, int pages, ResetPolicy reset, Consumer<WasmPool> work) {
		try (OnePool guests = new OnePool((runtime) -> runtime.module(Guests.noting(pages)), reset)) {
			return sweep.nanos(() -> work.accept(guests.pool)) / MICRO;
		}
	}

	private static double bare(Sweep sweep, int pages, String export, int first, int second) {
		try (BareBinding binding = new BareBinding(Guests.noting(pages))) {
			return sweep.nanos(() -> binding.fresh(export, Val.fromI32(first), Val.fromI32(second))) / MICRO;
		}
	}

}
