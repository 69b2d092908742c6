package io.github.wasmpool.wasmtime;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import io.github.wasmpool.CallOutcome;
import io.github.wasmpool.EngineOptions.Optimization;
import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmPoolListener;
import io.github.wasmpool.Wat;
import io.github.wasmpool.binary.BinaryModule;
import io.github.wasmpool.binary.GuestBinary;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.wasmtime.GuestInstance.Initialization;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The clock runs while an instance lives, and nobody reads the time more often than it is
 * needed.
 */
class EpochTickerTests {

	private static final Duration INTERVAL = Duration.ofMillis(10);

	private final List<Thread> clocks = new CopyOnWriteArrayList<>();

	private final AtomicInteger readings = new AtomicInteger();

	private final GuestBinary guest = BinaryModule
		.inspect("guest", Wat.compile("(module (func (export \"run\")) (func (export \"spin\") (loop (br 0))))"),
				ModuleLimits.DEFAULTS)
		.rewrite(MemoryLimits.ofModule());

	private @Nullable CompiledModule code;

	@AfterEach
	void free() {
		if (this.code != null) {
			this.code.release();
		}
	}

	@Test
	void itEndsWithTheLastInstanceAndBeginsWithTheNext() {
		CompiledModule code = compile(System::nanoTime, true);
		assertThat(this.clocks).isEmpty();
		for (int i = 1; i <= 3; i++) {
			GuestInstance one = newInstance(code);
			GuestInstance other = newInstance(code);
			one.dispose();
			assertThatExceptionOfType(WasmExecutionTimeoutException.class)
				.isThrownBy(() -> other.function("spin").callVoid());
			assertThat(this.clocks).hasSize(i).last().matches(Thread::isAlive);
			other.dispose();
			Awaitility.await().until(() -> this.clocks.stream().noneMatch(Thread::isAlive));
		}
	}

	@Test
	void aCallReadsTheTimeOnceAndTwiceIfSomebodyListens() {
		LongSupplier counted = () -> {
			this.readings.incrementAndGet();
			return 0;
		};
		GuestInstance instance = newInstance(compile(counted, false));
		assertThat(readingsOfACall(instance)).isEqualTo(1);
		instance.tell(new Listener());
		assertThat(readingsOfACall(instance)).isEqualTo(2);
		instance.dispose();
	}

	private int readingsOfACall(GuestInstance instance) {
		int before = this.readings.get();
		instance.function("run").callVoid();
		return this.readings.get() - before;
	}

	private CompiledModule compile(LongSupplier time, boolean running) {
		EpochTicker ticker = new EpochTicker(INTERVAL, time, (work) -> {
			Thread clock = new Thread(running ? work : () -> {
			});
			this.clocks.add(clock);
			return clock;
		});
		CompiledModule compiled = new ModuleCompiler(ticker).compile(this.guest,
				new EngineSettings(Optimization.SPEED, true, EngineSettings.DEFAULT_GUEST_STACK));
		this.code = compiled;
		return compiled;
	}

	private GuestInstance newInstance(CompiledModule code) {
		return GuestInstance.create(code, this.guest.layout(), new NoHost(),
				new Initialization(Duration.ofMillis(100), null, 10));
	}

	private static final class Listener implements WasmPoolListener {

		@Override
		public void called(CallOutcome outcome, long took, @Nullable WasmException failure) {
			assertThat(took).isZero();
		}

	}

	private static final class NoHost implements HostLinks {

		private final HostCallShare hostCalls = new HostCallShare("the test");

		@Override
		public HostCallShare hostCalls() {
			return this.hostCalls;
		}

		@Override
		public FunctionType type(int number) {
			throw new UnsupportedOperationException();
		}

		@Override
		public String name(int number) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Object call(int number, GuestInstance caller, Object[] args) {
			throw new UnsupportedOperationException();
		}

	}

}
