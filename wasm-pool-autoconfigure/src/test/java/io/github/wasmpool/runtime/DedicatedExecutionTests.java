package io.github.wasmpool.runtime;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.Wat;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolBuilder;
import io.github.wasmpool.WasmPoolExhaustedException;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

class DedicatedExecutionTests {

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private final WasmModule module = this.runtime.module(Wat.compile(Wat.CALLS)).name("calls").build();

	private final ThreadLocal<@Nullable String> context = new ThreadLocal<>();

	@AfterEach
	void close() {
		this.runtime.close();
		this.module.close();
	}

	@Test
	void aWholeCallbackRunsOnOneThreadOfThePool() {
		try (WasmPool pool = dedicated("orders").build()) {
			List<Thread> threads = pool.withInstance((instance) -> {
				assertThat(instance.callInt("addInts", 1, 2)).isEqualTo(3);
				Thread first = Thread.currentThread();
				assertThat(instance.callLong("addLongs", 1, 2)).isEqualTo(3);
				return List.of(first, Thread.currentThread());
			});
			assertThat(threads.get(0)).isSameAs(threads.get(1)).isNotSameAs(Thread.currentThread());
			assertThat(threads.get(0).getName()).matches("wasm-orders-\\d+");
			assertThat(threads.get(0).isDaemon()).isTrue();
			assertThat(threads.get(0).getContextClassLoader()).isSameAs(Thread.currentThread().getContextClassLoader());
			assertThat(pool.stats().active()).isZero();
		}
	}

	@Test
	void anIdleThreadIsUsedAgain() {
		try (WasmPool pool = dedicated("orders").reset(ResetPolicy.WARM).size(1).build()) {
			Thread first = pool.withInstance((instance) -> Thread.currentThread());
			for (int i = 0; i < 100; i++) {
				assertThat(pool.<Thread, RuntimeException>withInstance((instance) -> Thread.currentThread()))
					.isSameAs(first);
			}
		}
	}

	@Test
	void callsOfALoanThatWasAcquiredAreHandedOverOneByOne() {
		try (WasmModule state = this.runtime.module(Wat.compile(Wat.STATE)).build();
				WasmPool pool = this.runtime.pool(state).execution(ExecutionMode.DEDICATED).build();
				WasmInstance instance = pool.acquire()) {
			instance.callVoid("setHidden", 5);
			assertThat(instance.function("hidden").callInt()).isEqualTo(5);
			assertThat(instance.call("hidden")).isEqualTo(5);
			assertThat(instance.call("swap")).isNull();
			assertThat(instance.callFloat("hidden")).isEqualTo(5f);
			assertThat(instance.callDouble("hidden")).isEqualTo(5d);
			instance.global("counter").set(8);
			assertThat(instance.global("counter").get()).isEqualTo(8L);
			assertThat(instance.global("counter").type()).hasToString("(mut i64)");
			assertThat(instance.callLong("count")).isEqualTo(9);
			assertThat(instance.callInt("grow", 1)).isEqualTo(1);
			assertThat(instance.memory().pages()).isEqualTo(2);
			assertThat(instance.function("hidden")).hasToString("'hidden' () -> (i32)");
		}
	}

	@Test
	void theThreadsCountAmongWhatTheProcessCanHold() {
		WasmPoolBuilder tooLarge = dedicated("orders").size(1_000_000).minIdle(0);
		assertThatIllegalArgumentException().isThrownBy(tooLarge::build)
			.withMessageContaining("7 mappings for its thread and the memory of its bridge; of");
		assertThatIllegalArgumentException().isThrownBy(tooLarge.execution(ExecutionMode.CALLER)::build)
			.withMessageContaining("3 mappings for the memory of its bridge; of");
	}

	@Test
	void nestedLoansRunOnTheThreadOfTheOuterOne() {
		try (WasmPool pool = dedicated("orders").size(2).build()) {
			pool.useInstance((outer) -> {
				Thread thread = Thread.currentThread();
				pool.useInstance((inner) -> {
					assertThat(Thread.currentThread()).isSameAs(thread);
					assertThat(inner.callInt("addInts", 1, 2) + outer.callInt("addInts", 1, 2)).isEqualTo(6);
				});
			});
			assertThat(pool.stats().active()).isZero();
		}
	}

	@Test
	void aNestedLoanOfAnExhaustedPoolIsRefusedAndNothingHangs() {
		try (WasmPool pool = dedicated("orders").size(1).build()) {
			pool.useInstance((outer) -> assertThatExceptionOfType(WasmPoolExhaustedException.class)
				.isThrownBy(() -> pool.acquire(Duration.ZERO)));
			assertThat(pool.<Integer, RuntimeException>withInstance((instance) -> instance.callInt("addInts", 1, 2)))
				.isEqualTo(3);
		}
	}

	@Test
	void aHostFunctionThatUsesItsLoanStaysOnItsThreadHoweverDeep() {
		byte[] binary = Wat.compile("""
				(module
					(import "env" "turn" (func $turn (param i32) (result i32)))
					(func (export "turn") (param i32) (result i32) (call $turn (local.get 0))))
				""");
		AtomicReference<@Nullable WasmInstance> loan = new AtomicReference<>();
		HostFunction turn = HostFunction.of("env", "turn",
				FunctionType.of(List.of(ValueType.I32), List.of(ValueType.I32)), (caller, args) -> ((int) args[0] == 0)
						? 0 : 1 + Objects.requireNonNull(loan.get()).callInt("turn", (int) args[0] - 1));
		try (WasmModule turning = this.runtime.module(binary).hostFunctions(turn).guestStack(2 << 20).build();
				WasmPool pool = this.runtime.pool(turning).size(1).execution(ExecutionMode.DEDICATED).build();
				WasmInstance instance = pool.acquire()) {
			loan.set(instance);
			assertThat(instance.callInt("turn", 200)).isEqualTo(200);
		}
	}

	@Test
	void poolsMayCallEachOther() {
		try (WasmPool one = dedicated("one").size(2).build(); WasmPool two = dedicated("two").size(1).build()) {
			int sum = one.<Integer, RuntimeException>withInstance((outer) -> two
				.<Integer, RuntimeException>withInstance((middle) -> one.<Integer, RuntimeException>withInstance(
						(inner) -> inner.callInt("addInts", 1, 2)) + middle.callInt("addInts", 1, 2))
					+ outer.callInt("addInts", 1, 2));
			assertThat(sum).isEqualTo(9);
		}
	}

	@Test
	void aCallbackThatEndedItsLoanEarlyHoldsUpNobody() throws Exception {
		try (WasmPool pool = dedicated("orders").size(1).build()) {
			int result = pool.<Integer, Exception>withInstance((instance) -> {
				instance.close();
				Outcome<Integer> other = Outcome.of(() -> pool.withInstance((next) -> next.callInt("addInts", 1, 2)));
				return other.result();
			});
			assertThat(result).isEqualTo(3);
		}
	}

	@Test
	void aLoanThatIsInUseOnItsThreadIsRefusedToTheCaller() throws Exception {
		try (WasmModule looping = this.runtime.module(Wat.compile(Wat.CALLS))
			.executionTimeout(Duration.ofSeconds(2))
			.build(); WasmPool pool = this.runtime.pool(looping).execution(ExecutionMode.DEDICATED).size(1).build()) {
			AtomicReference<@Nullable WasmInstance> leaked = new AtomicReference<>();
			Outcome<?> spinning = Outcome.of(() -> pool.withInstance((instance) -> {
				leaked.set(instance);
				instance.callVoid("spin");
				return 0;
			}));
			Awaitility.await().until(() -> leaked.get() != null);
			WasmInstance instance = Objects.requireNonNull(leaked.get());
			Awaitility.await()
				.untilAsserted(
						() -> assertThatIllegalStateException().isThrownBy(() -> instance.callInt("addInts", 1, 2))
							.withMessage("The instance is in use by another thread; acquire one for each thread"));
			assertThat(spinning.failure()).hasMessage("'spin' did not return within 2000 ms and was stopped");
		}
	}

	@Test
	void theExceptionOfTheWorkIsTheSameObjectWithBothStacks() {
		IOException thrown = new IOException("mine");
		try (WasmPool pool = dedicated("orders").build()) {
			IOException caught = catchIo(() -> pool.useInstance((instance) -> {
				thrown.fillInStackTrace();
				throw thrown;
			}));
			assertThat(caught).isSameAs(thrown);
			List<String> methods = Arrays.stream(caught.getStackTrace()).map(StackTraceElement::getMethodName).toList();
			int mark = methods.indexOf("handed over by '" + Thread.currentThread().getName() + "'");
			assertThat(methods.subList(0, mark)).anyMatch((name) -> name.startsWith("lambda$theExceptionOfTheWork"))
				.doesNotContain("theExceptionOfTheWorkIsTheSameObjectWithBothStacks");
			assertThat(methods.subList(mark, methods.size())).containsSubsequence("useInstance", "catchIo",
					"theExceptionOfTheWorkIsTheSameObjectWithBothStacks");
		}
	}

	@Test
	void anExceptionThrownAgainAndAgainDoesNotGrow() {
		IOException thrown = new IOException("mine");
		try (WasmPool one = dedicated("one").build(); WasmPool two = dedicated("two").build()) {
			List<Integer> lengths = new ArrayList<>();
			for (int i = 0; i < 5; i++) {
				catchIo(() -> one.useInstance((outer) -> two.useInstance((inner) -> {
					throw thrown;
				})));
				lengths.add(thrown.getStackTrace().length);
			}
			assertThat(lengths).containsOnly(lengths.get(0));
			assertThat(thrown.getStackTrace()).extracting(StackTraceElement::getMethodName)
				.filteredOn((name) -> name.startsWith("handed over by"))
				.hasSize(2)
				.element(1)
				.isEqualTo("handed over by '" + Thread.currentThread().getName() + "'");
		}
	}

	@Test
	void errorsAndTrapsPassThroughToo() {
		AssertionError thrown = new AssertionError("mine");
		try (WasmPool pool = dedicated("orders").size(1).build()) {
			assertThat(catchThrowable(() -> pool.useInstance((instance) -> {
				throw thrown;
			}))).isSameAs(thrown);
			assertThatExceptionOfType(WasmTrapException.class)
				.isThrownBy(() -> pool.useInstance((instance) -> instance.callVoid("giveUp")));
			try (WasmInstance instance = pool.acquire()) {
				assertThatExceptionOfType(WasmTrapException.class).isThrownBy(() -> instance.callVoid("giveUp"))
					.satisfies((ex) -> assertThat(ex.getStackTrace()).extracting(StackTraceElement::getMethodName)
						.contains("errorsAndTrapsPassThroughToo"));
				assertThat(instance.isHealthy()).isFalse();
			}
			assertThat(pool.stats().active()).isZero();
		}
	}

	@Test
	void theTaskDecoratorCarriesContextOver() {
		UnaryOperator<Runnable> decorator = (task) -> {
			String carried = this.context.get();
			return () -> {
				this.context.set(carried);
				try {
					task.run();
				}
				finally {
					this.context.remove();
				}
			};
		};
		try (WasmPool pool = dedicated("orders").size(1).taskDecorator(decorator).build()) {
			this.context.set("Ada");
			for (int i = 0; i < 3; i++) {
				assertThat(
						pool.<String, RuntimeException>withInstance((instance) -> String.valueOf(this.context.get())))
					.isEqualTo("Ada");
			}
			this.context.remove();
			assertThat(pool.<String, RuntimeException>withInstance((instance) -> String.valueOf(this.context.get())))
				.isEqualTo("null");
		}
	}

	@Test
	void aTaskDecoratorThatFailsLosesNoInstance() {
		IllegalStateException failure = new IllegalStateException("no context");
		AtomicReference<UnaryOperator<Runnable>> decorator = new AtomicReference<>((task) -> {
			throw failure;
		});
		try (WasmPool pool = dedicated("orders").size(1)
			.acquireTimeout(Duration.ofSeconds(20))
			.taskDecorator((task) -> decorator.get().apply(task))
			.build()) {
			assertThat(catchThrowable(() -> pool.useInstance((instance) -> instance.callVoid("nothing"))))
				.isSameAs(failure);
			decorator.set((task) -> () -> {
				throw failure;
			});
			assertThat(catchThrowable(() -> pool.useInstance((instance) -> instance.callVoid("nothing"))))
				.isSameAs(failure);
			decorator.set((task) -> () -> {
				task.run();
				throw failure;
			});
			assertThat(catchThrowable(() -> pool.useInstance((instance) -> instance.callVoid("nothing"))))
				.isSameAs(failure);
			decorator.set((task) -> () -> {
			});
			assertThatIllegalStateException()
				.isThrownBy(() -> pool.useInstance((instance) -> instance.callVoid("nothing")))
				.withMessage("The task decorator did not run the task it was given");
			decorator.set((task) -> () -> {
				task.run();
				task.run();
			});
			assertThatIllegalStateException()
				.isThrownBy(() -> pool.useInstance((instance) -> instance.callVoid("nothing")))
				.withMessage("A task has to be run once, by the thread it was handed over to");
			decorator.set(UnaryOperator.identity());
			pool.useInstance((instance) -> instance.callVoid("nothing"));
			assertThat(pool.stats().active()).isZero();
		}
	}

	@Test
	void closingEndsTheThreads() {
		WasmPool pool = dedicated("ending").build();
		pool.prefill();
		pool.useInstance((instance) -> instance.callVoid("nothing"));
		assertThat(threadsOf("ending")).isNotEmpty();
		pool.close();
		Awaitility.await().untilAsserted(() -> assertThat(threadsOf("ending")).isEmpty());
	}

	@Test
	void aPoolCanBeClosedByACallbackAndServesItsLateLoan() {
		WasmPool pool = dedicated("late").size(1).shutdownGracePeriod(Duration.ofMillis(20)).build();
		int result = pool.<Integer, RuntimeException>withInstance((instance) -> {
			pool.close();
			return instance.callInt("addInts", 1, 2);
		});
		assertThat(result).isEqualTo(3);
		assertThat(pool.stats().live()).isZero();
		Awaitility.await().untilAsserted(() -> assertThat(threadsOf("late")).isEmpty());
	}

	@Test
	void aLoanThatOutlivesItsPoolStillHasAThread() {
		WasmPool pool = dedicated("late").shutdownGracePeriod(Duration.ofMillis(20)).build();
		WasmInstance late = pool.acquire();
		pool.close();
		assertThat(late.callInt("addInts", 1, 2)).isEqualTo(3);
		late.close();
		assertThat(pool.stats().live()).isZero();
		Awaitility.await().untilAsserted(() -> assertThat(threadsOf("late")).isEmpty());
	}

	@Test
	void aBorrowerOfAWarmSlotGetsItResetByTheExportOfTheGuest() {
		byte[] binary = Wat.compile("""
				(module
					(global (export "value") (mut i32) (i32.const 1))
					(func (export "reset") (global.set 0 (i32.const 1))))
				""");
		try (WasmModule resetting = this.runtime.module(binary).build();
				WasmPool pool = this.runtime.pool(resetting)
					.execution(ExecutionMode.DEDICATED)
					.size(1)
					.reset(ResetPolicy.WARM)
					.resetExport("reset")
					.build()) {
			for (int i = 0; i < 3; i++) {
				try (WasmInstance instance = pool.acquire()) {
					assertThat(instance.global("value").get()).isEqualTo(1);
					instance.global("value").set(5);
				}
			}
		}
	}

	@Test
	void aStackThatLeavesTooLittleForTheGuestIsRefusedWithBothNumbers() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> dedicated("orders").dedicatedThreadStack(1 << 19).size(0).build())
			.withMessage("Pool 'orders' has impossible settings: 'size' must be at least 1 but is 0;"
					+ " 'dedicated.thread-stack' must be between 1 MiB and 1 GiB but is 524,288 bytes");
		try (WasmModule deep = this.runtime.module(Wat.compile(Wat.CALLS)).guestStack(1 << 20).build()) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> this.runtime.pool(deep)
					.name("orders")
					.execution(ExecutionMode.DEDICATED)
					.dedicatedThreadStack(1 << 20)
					.build())
				.withMessage("Pool 'orders' has impossible settings: 'dedicated.thread-stack' must exceed"
						+ " 'guest-stack' (1,048,576 bytes) by 524,288 bytes or more but is 1,048,576 bytes");
			this.runtime.pool(deep).name("orders").dedicatedThreadStack(1 << 20).build().close();
			try (WasmPool pool = this.runtime.pool(deep)
				.execution(ExecutionMode.DEDICATED)
				.dedicatedThreadStack((1 << 20) + (1 << 19))
				.size(1)
				.build()) {
				assertThatExceptionOfType(WasmTrapException.class)
					.isThrownBy(() -> pool.useInstance((instance) -> instance.callVoid("recurse")))
					.satisfies((ex) -> assertThat(ex.code()).isEqualTo(WasmTrapException.Code.STACK_OVERFLOW));
			}
		}
	}

	@Test
	void manyBorrowersShareTheThreads() throws Exception {
		CountDownLatch go = new CountDownLatch(1);
		try (WasmPool pool = dedicated("orders").reset(ResetPolicy.WARM)
			.size(2)
			.acquireTimeout(Duration.ofMinutes(1))
			.build()) {
			List<Outcome<Integer>> outcomes = new ArrayList<>();
			for (int i = 0; i < 16; i++) {
				int number = i;
				outcomes.add(Outcome.of(() -> {
					go.await();
					int sum = 0;
					for (int n = 0; n < 200; n++) {
						int value = n;
						sum += pool.<Integer, RuntimeException>withInstance(
								(instance) -> instance.callInt("addInts", value, number));
					}
					return sum;
				}));
			}
			go.countDown();
			for (int i = 0; i < 16; i++) {
				assertThat(outcomes.get(i).result()).isEqualTo(199 * 100 + 200 * i);
			}
			assertThat(pool.stats().active()).isZero();
		}
	}

	private WasmPoolBuilder dedicated(String name) {
		return this.runtime.pool(this.module).name(name).execution(ExecutionMode.DEDICATED);
	}

	private static List<Thread> threadsOf(String pool) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("wasm-" + pool + "-"))
			.toList();
	}

	private static IOException catchIo(IoAction action) {
		try {
			action.run();
		}
		catch (IOException ex) {
			return ex;
		}
		throw new AssertionError("nothing was thrown");
	}

	@FunctionalInterface
	private interface IoAction {

		void run() throws IOException;

	}

}
