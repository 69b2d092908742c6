package io.github.wasmpool.wasmtime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.github.wasmpool.EngineOptions.Optimization;
import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.Wat;
import io.github.wasmpool.binary.BinaryModule;
import io.github.wasmpool.binary.GuestBinary;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.wasmtime.GuestInstance.Initialization;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Deadlines by a clock that the tests turn, and engines that they advance, from inside
 * the guest: so a guest is stopped at a certain tick or it is not.
 */
class LateClockTests {

	private static final Duration INTERVAL = Duration.ofMillis(10);

	private static final Duration LIMIT = Duration.ofMillis(100);

	/** The deadline of an entry in tick 0: the end of that tick, and ten more. */
	private static final long DEADLINE = 11;

	private static final String GUEST = """
			(module
				(import "env" "host" (func $host))
				(global $start (mut i32) (i32.const %d))
				(func $checked)
				(func $run (export "run") (call $host) (call $checked))
				(func $begin (if (global.get $start) (then (call $run))))
				(start $begin)
				(func (export "item") (param $item i32) (result i32)
					(if (i32.or (i32.eqz (local.get $item)) (i32.eq (local.get $item) (i32.const 19999)))
						(then (call $host)))
					(call $checked)
					(local.get $item))
				(func (export "spin") (loop (br 0))))
			""";

	private final AtomicLong nanoTime = new AtomicLong(5);

	private final EpochTicker ticker = new EpochTicker(INTERVAL, this.nanoTime::get, (work) -> new Thread(() -> {
	}));

	private final ModuleCompiler compiler = new ModuleCompiler(this.ticker);

	private final Deque<AutoCloseable> made = new ArrayDeque<>();

	private Runnable host = () -> {
	};

	@AfterEach
	void free() throws Exception {
		for (AutoCloseable each : this.made) {
			each.close();
		}
	}

	@Test
	void aGuestIsStoppedAtItsTickAndNotBefore() {
		GuestInstance instance = newInstance(this.compiler, 0);
		run(instance, () -> advance(DEADLINE - 1));
		assertStopped(instance, () -> advance(DEADLINE));
	}

	@Test
	void aClockThatCatchesUpTakesNothingFromAnEntry() {
		GuestInstance instance = newInstance(this.compiler, 0);
		pass(500);
		run(instance, () -> advance(500 + DEADLINE - 1));
		pass(500);
		assertStopped(instance, () -> advance(1000 + DEADLINE));
	}

	@Test
	void anEntryInTheSameTickHasAllItsTime() {
		GuestInstance instance = newInstance(this.compiler, 0);
		run(instance, () -> {
		});
		this.nanoTime.addAndGet(INTERVAL.toNanos() - 1);
		run(instance, () -> advance(DEADLINE - 1));
	}

	@Test
	void anEntryInALaterTickHasAllItsTimeAlsoWhenTheClockStoodStill() {
		GuestInstance instance = newInstance(this.compiler, 0);
		run(instance, () -> {
		});
		pass(10);
		run(instance, () -> advance(10 + DEADLINE - 1));
	}

	@Test
	void anotherLimitHoldsFromTheNextEntryOnInTheSameTick() {
		GuestInstance instance = newInstance(this.compiler, 0);
		run(instance, () -> {
		});
		instance.limit(Duration.ofMillis(20));
		assertStopped(instance, () -> advance(3));
	}

	@Test
	void anEngineThatComesLaterIsOnTheSameClock() {
		GuestInstance first = newInstance(this.compiler, 0);
		pass(300);
		GuestInstance second = newInstance(new ModuleCompiler(this.ticker), 0);
		run(second, () -> advance(300 + DEADLINE - 1));
		run(first, () -> advance(300 + DEADLINE - 1));
		assertStopped(second, () -> advance(300 + DEADLINE));
		assertStopped(first, () -> advance(300 + DEADLINE));
	}

	@Test
	void anEngineThatComesAfterMonthsHasNothingToMakeUpFor() {
		pass(1_000_000_000);
		newInstance(this.compiler, 0);
		assertThat(this.ticker.advance(now())).isTrue();
		assertThat(this.ticker.advance(now() + 1000)).as("in one turn").isFalse();
	}

	@Test
	void aClockThatIsLateTakesNothingFromAStartFunction() {
		newInstance(this.compiler, 1);
		pass(500);
		this.host = () -> advance(500 + DEADLINE - 1);
		GuestInstance instance = newInstance(this.compiler, 1);
		run(instance, () -> {
		});
	}

	@Test
	void hostCallsNoticeThatTheTimeIsUpAlsoWhenTheClockStandsStill() {
		GuestInstance instance = newInstance(this.compiler, 0);
		run(instance, () -> this.nanoTime.addAndGet(LIMIT.toNanos() - 1));
		assertThat(instance.isOverdue()).isFalse();
		assertStopped(instance, () -> this.nanoTime.addAndGet(LIMIT.toNanos()));
		assertThat(instance.isOverdue()).isTrue();
	}

	@Test
	void allCrossingsOfAColumnHaveOneDeadline() {
		int[] items = IntStream.range(0, 20_000).toArray();
		GuestInstance instance = newInstance(this.compiler, 0);
		this.host = afterFive(() -> advance(DEADLINE - 1));
		assertThat(instance.function("item").mapInt(items)).isEqualTo(items);
		// Had the limit begun anew at the third crossing, it would be five later
		this.host = afterFive(() -> advance(5 + DEADLINE));
		assertThatExceptionOfType(WasmExecutionTimeoutException.class)
			.isThrownBy(() -> instance.function("item").mapInt(items));
	}

	@Test
	void deadlinesThatAreSetWhileTheClockCatchesUpAreRight() throws Exception {
		for (int round = 0; round < 50; round++) {
			GuestInstance instance = newInstance(this.compiler, 0);
			pass(20_000);
			long now = now();
			FutureTask<Boolean> late = new FutureTask<>(() -> advance(now), true);
			new Thread(late, "late").start();
			run(instance, () -> {
				end(late);
				advance(now + DEADLINE - 1);
			});
			pass(20_000);
			FutureTask<Boolean> again = new FutureTask<>(() -> advance(now + 20_000), true);
			new Thread(again, "late").start();
			assertStopped(instance, () -> {
				end(again);
				advance(now + 20_000 + DEADLINE + 2);
			});
			pass(DEADLINE + 2);
		}
	}

	@Test
	void theThreadOfTheClockCatchesUp() {
		EpochTicker real = new EpochTicker(INTERVAL, this.nanoTime::get, Thread::new);
		GuestInstance instance = newInstance(new ModuleCompiler(real), 0);
		instance.limit(Duration.ofMinutes(10));
		FutureTask<Boolean> spinning = new FutureTask<>(() -> {
			assertThatExceptionOfType(WasmExecutionTimeoutException.class)
				.isThrownBy(() -> instance.function("spin").callVoid());
			return true;
		});
		new Thread(spinning, "spinning").start();
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
			this.nanoTime.addAndGet(Duration.ofMinutes(20).toNanos());
			return spinning.isDone();
		});
		end(spinning);
	}

	private GuestInstance newInstance(ModuleCompiler compiler, int start) {
		GuestBinary guest = BinaryModule.inspect("guest", Wat.compile(GUEST.formatted(start)), ModuleLimits.DEFAULTS)
			.rewrite(MemoryLimits.ofModule());
		CompiledModule code = compiler.compile(guest,
				new EngineSettings(Optimization.SPEED, true, EngineSettings.DEFAULT_GUEST_STACK));
		this.made.push(code::release);
		GuestInstance instance = GuestInstance.create(code, guest.layout(), new Host(),
				new Initialization(LIMIT, null, 10));
		this.made.push(instance::dispose);
		return instance;
	}

	private void run(GuestInstance instance, Runnable inside) {
		this.host = inside;
		instance.function("run").callVoid();
	}

	private void assertStopped(GuestInstance instance, Runnable inside) {
		assertThatExceptionOfType(WasmExecutionTimeoutException.class).isThrownBy(() -> run(instance, inside));
	}

	/**
	 * Let five ticks pass at the first call, and do something at the second.
	 */
	private Runnable afterFive(Runnable second) {
		return () -> {
			pass(5);
			this.host = second;
		};
	}

	private void pass(long ticks) {
		this.nanoTime.addAndGet(ticks * INTERVAL.toNanos());
	}

	private long now() {
		return this.ticker.ticks().at(this.ticker.ticks().now());
	}

	private void advance(long tick) {
		boolean there = false;
		while (!there) {
			there = this.ticker.advance(tick);
		}
	}

	private static void end(FutureTask<Boolean> task) {
		try {
			assertThat(task.get(1, TimeUnit.MINUTES)).isTrue();
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	/**
	 * Does what the test says.
	 */
	private final class Host implements HostLinks {

		private final HostCallShare hostCalls = new HostCallShare("the test");

		@Override
		public HostCallShare hostCalls() {
			return this.hostCalls;
		}

		@Override
		public FunctionType type(int number) {
			return FunctionType.of(List.of(), List.of());
		}

		@Override
		public String name(int number) {
			return "env.host";
		}

		@Override
		public Object call(int number, GuestInstance caller, Object[] args) {
			LateClockTests.this.host.run();
			return List.of();
		}

	}

}
