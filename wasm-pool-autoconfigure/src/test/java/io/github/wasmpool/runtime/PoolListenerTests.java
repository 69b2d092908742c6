package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

import io.github.wasmpool.CallOutcome;
import io.github.wasmpool.EngineOptions;
import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.WasmCoordinator;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolExhaustedException;
import io.github.wasmpool.WasmPoolListener;
import io.github.wasmpool.WasmRuntimeListener;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.FunctionType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * A listener is told of everything a pool does, once, and cannot disturb it.
 */
@ExtendWith(OutputCaptureExtension.class)
class PoolListenerTests {

	private static final String GUEST = """
			(module
				(import "env" "call" (func $host))
				(import "env" "fail" (func $fail))
				(memory (export "memory") 1)
				(global $calls (mut i32) (i32.const 0))
				(func (export "work") (global.set $calls (i32.add (global.get $calls) (i32.const 1))))
				(func (export "sum") (param i32) (result i32) (local.get 0))
				(func (export "nested") (call $host))
				(func (export "host") (call $fail))
				(func (export "trap") (unreachable))
				(func (export "spin") (loop (br 0))))
			""";

	private final Recorder recorder = new Recorder();

	@ParameterizedTest
	@CsvSource({ "CALLER, work, RETURNED", "DEDICATED, work, RETURNED", "CALLER, nested, RETURNED",
			"CALLER, trap, TRAPPED", "DEDICATED, trap, TRAPPED", "CALLER, host, HOST_FAILED",
			"CALLER, spin, TIMED_OUT" })
	void aLoanIsToldFromItsBeginningToItsEnd(ExecutionMode execution, String export, CallOutcome outcome) {
		use((runtime, module) -> {
			try (WasmPool pool = runtime.pool(module).size(1).minIdle(0).execution(execution).build()) {
				attempt(pool, export);
			}
		});
		assertThat(this.recorder.of("acquired", "called", "released")).containsExactly("acquired", "called " + outcome,
				"released");
		assertThat(this.recorder.told).startsWith("compiled listened", "opened default")
			.contains("created")
			.last()
			.isEqualTo("closed default");
		assertThat(this.recorder.times).allSatisfy((time) -> assertThat(time).isNotNegative());
	}

	@Test
	void eachWayToBorrowIsALoan() {
		use((runtime, module) -> {
			try (WasmPool pool = runtime.pool(module).size(2).build()) {
				pool.acquire(Duration.ZERO).close();
				pool.tryAcquire().orElseThrow().close();
				pool.callVoid("work");
				try (WasmCoordinator both = pool.coordinator(2)) {
					both.broadcast((instance) -> instance.callInt("sum", 1));
				}
			}
		});
		assertThat(this.recorder.of("acquired")).hasSize(5);
		assertThat(this.recorder.of("released")).hasSize(5);
		assertThat(this.recorder.of("called")).hasSize(3);
	}

	@Test
	void aColumnIsOneCall() {
		use((runtime, module) -> {
			try (WasmPool pool = runtime.pool(module).size(1).build()) {
				pool.useInstance((instance) -> instance.function("sum").mapInt(new int[10_000]));
			}
		});
		assertThat(this.recorder.of("called")).containsExactly("called RETURNED");
	}

	@Test
	void anInstanceThatGoesOverToAnotherStateIsNotCalled() {
		use((runtime, module) -> {
			try (WasmPool pool = runtime.pool(module).size(1).build()) {
				for (int seed = 0; seed < 5; seed++) {
					pool.reseed((instance) -> instance.callVoid("work"));
					pool.callVoid("work");
				}
				assertThat(pool.counters().created()).isLessThan(4);
			}
		});
		assertThat(this.recorder.of("called")).hasSize(5);
	}

	@Test
	void whoIsRefusedHasNoLoan() {
		use((runtime, module) -> {
			try (WasmPool pool = runtime.pool(module).size(1).build(); WasmInstance only = pool.acquire()) {
				assertThat(only.isHealthy()).isTrue();
				assertThatExceptionOfType(WasmPoolExhaustedException.class)
					.isThrownBy(() -> pool.acquire(Duration.ZERO));
				assertThat(pool.tryAcquire()).isEmpty();
			}
		});
		assertThat(this.recorder.of("acquired")).hasSize(1);
	}

	@Test
	void aPoolThatCannotBeIsNeverTold() {
		use((runtime, module) -> {
			try (WasmPool pool = runtime.pool(module).size(1).build()) {
				assertThatIllegalArgumentException().isThrownBy(() -> runtime.pool(module).size(1).build());
				assertThat(pool.isClosed()).isFalse();
				assertThat(this.recorder.of("opened", "closed")).containsExactly("opened default");
			}
		});
	}

	@Test
	void codeThatIsSharedIsCompiledOnce() {
		use((runtime, module) -> module(runtime).close());
		assertThat(this.recorder.of("compiled")).hasSize(1);
	}

	@Test
	void whatAListenerThrowsReachesNobody(CapturedOutput output) {
		WasmPoolListener fails = new WasmPoolListener() {

			@Override
			public void acquired(long waited) {
				throw new IllegalStateException("no");
			}

			@Override
			public void released(long used) {
				throw new StackOverflowError();
			}

			@Override
			public void called(CallOutcome outcome, long took, @Nullable WasmException failure) {
				throw new IllegalStateException("no");
			}

			@Override
			public void created(long took) {
				throw new IllegalStateException("no");
			}

		};
		WasmRuntimeListener alike = new WasmRuntimeListener() {

			@Override
			public WasmPoolListener opened(WasmPool pool) {
				return fails;
			}

			@Override
			public void closed(WasmPool pool) {
				throw new IllegalStateException("no");
			}

			@Override
			public void compiled(String module, Duration took) {
				throw new IllegalStateException("no");
			}

		};
		use((runtime, module) -> {
			try (WasmPool pool = runtime.pool(module).size(1).build()) {
				for (int i = 0; i < 3; i++) {
					assertThat(pool.callInt("sum", i)).isEqualTo(i);
				}
				assertThat(pool.stats().active()).isZero();
			}
		}, alike, this.recorder);
		assertThat(output.getAll().split("failed to listen to a pool", -1)).hasSize(2);
		assertThat(this.recorder.of("acquired")).hasSize(3);
	}

	private static void attempt(WasmPool pool, String export) {
		try {
			pool.callVoid(export);
		}
		catch (WasmException ex) {
			assertThat(ex).isNotNull();
		}
	}

	private void use(Use use) {
		use(use, this.recorder);
	}

	private static void use(Use use, WasmRuntimeListener... listeners) {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime(EngineOptions.DEFAULTS, listeners);
				WasmModule module = module(runtime)) {
			use.with(runtime, module);
		}
	}

	private static WasmModule module(WasmtimeRuntime runtime) {
		FunctionType none = FunctionType.of(List.of(), List.of());
		return runtime.module(Wat.compile(GUEST))
			.name("listened")
			.executionTimeout(Duration.ofMillis(100))
			.hostFunctions(HostFunction.of("env", "call", none, (caller, args) -> {
				caller.function("work").callVoid();
				return null;
			}), HostFunction.of("env", "fail", none, (caller, args) -> {
				throw new IllegalStateException("the host fails");
			}))
			.build();
	}

	/**
	 * Uses a module.
	 */
	@FunctionalInterface
	private interface Use {

		void with(WasmtimeRuntime runtime, WasmModule module);

	}

	/**
	 * Remembers what it was told.
	 */
	private static final class Recorder implements WasmRuntimeListener, WasmPoolListener {

		private final List<String> told = Collections.synchronizedList(new ArrayList<>());

		private final List<Long> times = Collections.synchronizedList(new ArrayList<>());

		List<String> of(String... kinds) {
			return this.told.stream().filter((event) -> Stream.of(kinds).anyMatch(event::startsWith)).toList();
		}

		private void tell(String event, long time) {
			this.told.add(event);
			this.times.add(time);
		}

		@Override
		public WasmPoolListener opened(WasmPool pool) {
			this.told.add("opened " + pool.name());
			return this;
		}

		@Override
		public void closed(WasmPool pool) {
			this.told.add("closed " + pool.name());
		}

		@Override
		public void compiled(String module, Duration took) {
			tell("compiled " + module, took.toNanos());
		}

		@Override
		public void acquired(long waited) {
			tell("acquired", waited);
		}

		@Override
		public void released(long used) {
			tell("released", used);
		}

		@Override
		public void created(long took) {
			tell("created", took);
		}

		@Override
		public void called(CallOutcome outcome, long took, @Nullable WasmException failure) {
			tell("called " + outcome, took);
			assertThat(failure == null).isEqualTo(outcome == CallOutcome.RETURNED);
		}

	}

}
