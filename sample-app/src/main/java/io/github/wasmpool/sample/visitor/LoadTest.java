package io.github.wasmpool.sample.visitor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;

import io.github.wasmpool.LoanOptions;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPools;
import io.github.wasmpool.sample.BusyException;
import io.github.wasmpool.sample.Streams;

import org.springframework.stereotype.Component;

/**
 * Calls a module as often as one thread can, in turns in a fresh pool and in a warm one,
 * and gives way to others between the turns. There is one load test at a time; it ends at
 * the first call that fails, and when borrowers wait for an instance of any other pool.
 */
@Component
final class LoadTest {

	private static final Duration TURN = Duration.ofMillis(250);

	private final VisitorPools pools;

	private final WasmPools all;

	private final GuestCalls calls;

	private final Turnstile turnstile;

	private final Duration duration;

	private final Semaphore one = new Semaphore(1);

	LoadTest(VisitorPools pools, WasmPools all, GuestCalls calls, Turnstile turnstile, VisitorProperties properties) {
		this.pools = pools;
		this.all = all;
		this.calls = calls;
		this.turnstile = turnstile;
		this.duration = properties.loadTest();
	}

	/**
	 * Run a load test.
	 * @param module what is called
	 * @param call how
	 * @param listener is told after each turn
	 * @throws BusyException if another one runs
	 */
	void run(VisitorModule module, GuestCall call, Streams.Listener listener) throws IOException {
		this.calls.check(call);
		if (!this.one.tryAcquire()) {
			throw new BusyException("Another load test is running; there is one at a time. Try again in some seconds.");
		}
		try {
			module.begin();
			try {
				measure(module, call, listener);
			}
			finally {
				module.end();
			}
		}
		finally {
			this.one.release();
		}
	}

	private void measure(VisitorModule module, GuestCall call, Streams.Listener listener) throws IOException {
		Lane fresh = new Lane("fresh", module.pool());
		if (call.isProgram()) {
			run(List.of(fresh), call, listener);
			return;
		}
		try (WasmPool pool = this.pools.pool(module.pool().name() + "warm", module.module(), ResetPolicy.WARM)) {
			run(List.of(fresh, new Lane("warm", pool)), call, listener);
		}
	}

	private void run(List<Lane> lanes, GuestCall call, Streams.Listener listener) throws IOException {
		long turns = Math.max(this.duration.dividedBy(TURN), lanes.size());
		String stopped = "";
		for (int turn = 0; turn < turns && stopped.isEmpty(); turn++) {
			Lane lane = lanes.get(turn % lanes.size());
			this.turnstile.enter();
			try {
				lane.take(call);
			}
			finally {
				this.turnstile.leave();
			}
			if (othersWait(lanes)) {
				stopped = "The test ended early, because others wait for this server.";
			}
			else {
				listener.tell("turn", new Report((turn + 1.0) / turns, lanes.stream().map(Lane::result).toList(), ""));
			}
		}
		listener.tell("result", new Report(1, lanes.stream().map(Lane::result).toList(), stopped));
	}

	private boolean othersWait(List<Lane> lanes) {
		return this.all.stream()
			.anyMatch((pool) -> lanes.stream().noneMatch((lane) -> lane.pool == pool) && pool.stats().waiting() > 0);
	}

	/** Calls of one pool. */
	private static final class Lane {

		private final String name;

		private final WasmPool pool;

		private final Latencies latencies = new Latencies();

		private long nanos;

		Lane(String name, WasmPool pool) {
			this.name = name;
			this.pool = pool;
		}

		void take(GuestCall call) {
			byte[] input = call.input().getBytes(StandardCharsets.UTF_8);
			String[] arguments = call.arguments().toArray(String[]::new);
			long begin = System.nanoTime();
			long now = begin;
			while (now - begin < TURN.toNanos()) {
				if (call.isProgram()) {
					this.pool.run(input, arguments);
				}
				else {
					try (WasmInstance guest = this.pool.acquire(LoanOptions.ofPool().withOutput())) {
						GuestCalls.perform(guest, call);
					}
				}
				long end = System.nanoTime();
				this.latencies.add(end - now);
				now = end;
			}
			this.nanos += now - begin;
		}

		Result result() {
			double seconds = this.nanos / 1e9;
			return new Result(this.name, this.latencies.count(), (seconds > 0) ? this.latencies.count() / seconds : 0,
					this.latencies.percentile(0.5), this.latencies.percentile(0.9), this.latencies.percentile(0.99),
					this.latencies.longest(), this.latencies.bars());
		}

	}

	/**
	 * What is known so far.
	 *
	 * @param progress from 0 to 1
	 * @param lanes fresh, and warm if there is that
	 * @param stopped why the test ended early, empty if it did not
	 */
	record Report(double progress, List<Result> lanes, String stopped) {
	}

	/**
	 * How one pool did. Times are in microseconds.
	 *
	 * @param name {@code fresh} or {@code warm}
	 * @param calls how many calls there were
	 * @param perSecond how many a second
	 * @param median what half of them took at most
	 * @param p90 what nine of ten took at most
	 * @param p99 what 99 of 100 took at most
	 * @param longest the slowest
	 * @param bars how they are distributed
	 */
	record Result(String name, long calls, double perSecond, double median, double p90, double p99, double longest,
			List<Latencies.Bar> bars) {
	}

}
