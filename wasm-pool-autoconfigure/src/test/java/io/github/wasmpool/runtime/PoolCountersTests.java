package io.github.wasmpool.runtime;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.wasmpool.CallOutcome;
import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.LoanOptions;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.WasiGuests;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleBuilder;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolBuilder;
import io.github.wasmpool.WasmPoolCounters;
import io.github.wasmpool.WasmPoolExhaustedException;
import io.github.wasmpool.WasmRunResult;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What a pool counts adds up, and says what became of each loan.
 */
@ExtendWith(OutputCaptureExtension.class)
class PoolCountersTests {

	private static final String GUEST = """
			(module
				(import "env" "fail" (func $host))
				(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
				(memory (export "memory") 1 40)
				(global (mut i32) (i32.const 0))
				(func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
				(func (export "write") (i32.store (i32.const 100) (i32.const 1)))
				(func (export "host") (call $host))
				(func (export "quit") (call $exit (i32.const 3)))
				(func (export "fail") (unreachable))
				(func (export "spin") (loop (br 0))))
			""";

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private final WasmModule module = builder(GUEST).build();

	@AfterEach
	void close() {
		this.module.close();
		this.runtime.close();
	}

	private WasmModuleBuilder builder(String wat) {
		return this.runtime.module(Wat.compile(wat))
			.name("counted")
			.hostFunctions(HostFunction.of("env", "fail", FunctionType.of(List.of(), List.of()), (caller, args) -> {
				throw new IllegalStateException("the host fails");
			}));
	}

	@ParameterizedTest
	@CsvSource({ "CALLER, write, , RETURNED", "DEDICATED, write, , RETURNED", "CALLER, fail, TRAP, TRAPPED",
			"DEDICATED, fail, TRAP, TRAPPED", "CALLER, spin, TIMEOUT, TIMED_OUT", "DEDICATED, spin, TIMEOUT, TIMED_OUT",
			"CALLER, host, , HOST_FAILED", "DEDICATED, host, , HOST_FAILED", "CALLER, quit, , EXITED",
			"DEDICATED, quit, , EXITED" })
	void aFreshLoanIsRestoredOrItsInstanceRetired(ExecutionMode execution, String export, RetirementReason reason,
			CallOutcome outcome) {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).execution(execution).build()) {
			lend(pool, 3, (instance) -> instance.callVoid(export));
			WasmPoolCounters counters = pool.counters();
			assertThat(Restorations.of(pool)).isEqualTo((reason == null) ? 3 : 0);
			assertRetired(counters, (reason != null) ? Map.of(reason, 3L) : Map.of());
			assertThat(counters.calls()).containsEntry(outcome, 3L);
			assertThat(counters.calls().values()).filteredOn((calls) -> calls > 0).hasSize(1);
			assertThat(counters.hostCalls()).isEqualTo((export.equals("host") || export.equals("quit")) ? 3 : 0);
			assertLoansAddUp(pool);
		}
	}

	@ParameterizedTest
	@CsvSource({ "write, ", "fail, TRAP", "spin, TIMEOUT", "host, HOST_FAILURE", "quit, EXIT" })
	void aWarmLoanIsNeverRestored(String export, RetirementReason reason) {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).reset(ResetPolicy.WARM).build()) {
			lend(pool, 2, (instance) -> instance.callVoid(export));
			assertThat(pool.counters().restored()).isZero();
			assertRetired(pool.counters(), (reason != null) ? Map.of(reason, 2L) : Map.of());
			assertAddsUp(pool);
		}
	}

	@Test
	void warmInstancesAreRetiredByTheirLimits() {
		retiredBecause(RetirementReason.MAX_USES, (builder) -> builder.maxUses(1));
		retiredBecause(RetirementReason.MEMORY_GROWTH, (builder) -> builder.maxMemoryGrowth(0));
		retiredBecause(RetirementReason.VALIDATION, (builder) -> builder.validator((instance) -> false));
		retiredBecause(RetirementReason.VALIDATION, (builder) -> builder.resetExport("fail"));
	}

	private void retiredBecause(RetirementReason reason, Consumer<WasmPoolBuilder> limit) {
		WasmPoolBuilder builder = this.runtime.pool(this.module).size(1).reset(ResetPolicy.WARM);
		limit.accept(builder);
		try (WasmPool pool = builder.build()) {
			lend(pool, 2, (instance) -> instance.callInt("grow", 1));
			assertRetired(pool.counters(), Map.of(reason, 2L));
			assertAddsUp(pool);
			// Some are counted when they are freed, in the background
			await().until(() -> pool.counters().calls().getOrDefault(CallOutcome.RETURNED, 0L) == 2);
			assertThat(pool.counters().calls()).containsEntry(CallOutcome.TRAPPED, 0L);
		}
	}

	@Test
	void callsOfALoanThatOutlivesItsPoolCount() {
		WasmPool pool = this.runtime.pool(this.module).size(1).build();
		try (WasmInstance instance = pool.acquire()) {
			instance.callVoid("write");
			Thread closing = new Thread(pool::close);
			closing.start();
			await().until(() -> pool.isClosed());
			instance.callVoid("write");
		}
		await().until(() -> pool.stats().live() == 0);
		assertThat(pool.counters().calls()).containsEntry(CallOutcome.RETURNED, 2L);
	}

	@Test
	void refreshingResizingAndClosingAreReasonsToo() {
		WasmPool pool = this.runtime.pool(this.module).size(4).build();
		try (pool) {
			pool.prefill();
			await().until(() -> pool.stats().idle() == 4);
			pool.refresh();
			await().until(() -> Restorations.retired(pool, RetirementReason.REFRESH) == 4);
			await().until(() -> pool.stats().idle() == 4);
			pool.resize(2);
			await().until(() -> Restorations.retired(pool, RetirementReason.RESIZE) == 2);
			assertLoansAddUp(pool);
		}
		assertRetired(pool.counters(),
				Map.of(RetirementReason.REFRESH, 4L, RetirementReason.RESIZE, 2L, RetirementReason.CLOSE, 2L));
		assertThat(pool.counters().created()).isEqualTo(8);
	}

	@Test
	void aLoanThatWasForgottenIsALeak() {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).build()) {
			forget(pool);
			await().until(() -> {
				System.gc();
				try (WasmInstance instance = pool.acquire(Duration.ofMillis(50))) {
					instance.callVoid("write");
					return true;
				}
				catch (WasmPoolExhaustedException ex) {
					return false;
				}
			});
			assertRetired(pool.counters(), Map.of(RetirementReason.LEAK, 1L));
			assertThat(pool.counters().acquired()).isEqualTo(2);
			assertThat(Restorations.of(pool)).isEqualTo(1);
			assertLoansAddUp(pool);
		}
	}

	private static void forget(WasmPool pool) {
		pool.acquire().callVoid("write");
	}

	@Test
	void whoFindsNoInstanceIsCounted() {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).build(); WasmInstance instance = pool.acquire()) {
			assertThat(instance.isHealthy()).isTrue();
			assertThatExceptionOfType(WasmPoolExhaustedException.class)
				.isThrownBy(() -> pool.acquire(Duration.ZERO).close());
			assertThat(pool.tryAcquire()).isEmpty();
			assertThat(pool.counters().exhausted()).isPositive();
			assertThat(pool.counters().acquired()).isEqualTo(1);
			assertLoansAddUp(pool);
		}
	}

	@Test
	void growthRetiresAndIsToldOnceWithTheKeyAndThePages(CapturedOutput output) {
		try (WasmPool pool = this.runtime.pool(this.module).name("growing").size(1).build()) {
			lend(pool, 40, (instance) -> instance.callInt("grow", 1 + (int) (pool.counters().acquired() % 5)));
			assertRetired(pool.counters(), Map.of(RetirementReason.GROWN, 40L));
			assertThat(pool.counters().restored()).isZero();
			assertLoansAddUp(pool);
		}
		assertThat(output).containsOnlyOnce("'memory.reserve'")
			.contains(
					"growing - 16 loans have grown their memory, by 5 pages at most, so their instances were replaced;"
							+ " set 'memory.reserve' to 5 (now 0) to have them put back in place");
	}

	@ParameterizedTest
	@ValueSource(strings = { "quit", "host" })
	void growthIsToldAlsoWhereTheGuestDoesNotComeToItsEnd(String end, CapturedOutput output) {
		try (WasmPool pool = this.runtime.pool(this.module).name("ending").size(1).build()) {
			lend(pool, 20, (instance) -> {
				instance.callInt("grow", 2);
				instance.callVoid(end);
			});
			assertRetired(pool.counters(), Map.of(RetirementReason.GROWN, 20L));
			assertLoansAddUp(pool);
		}
		assertThat(output).contains("set 'memory.reserve' to 2 (now 0)");
	}

	@ParameterizedTest
	@CsvSource({ "quit, EXIT", "host, HOST_FAILURE" })
	void whatCannotBeRestoredIsRetiredForHowItEnded(String end, RetirementReason reason) {
		String guest = GUEST.replace("(func (export \"write\")",
				"(table 1 funcref) (func (export \"set\") (table.set (i32.const 0) (ref.null func))) (func (export \"write\")");
		try (WasmModule tables = builder(guest).build(); WasmPool pool = this.runtime.pool(tables).size(1).build()) {
			lend(pool, 2, (instance) -> instance.callVoid(end));
			assertRetired(pool.counters(), Map.of(reason, 2L));
			assertLoansAddUp(pool);
		}
	}

	@Test
	void theReserveThatWasAdvisedHelps(CapturedOutput output) {
		try (WasmModule reserving = builder(GUEST).memoryReserve(5).build();
				WasmPool pool = this.runtime.pool(reserving).size(1).build()) {
			lend(pool, 20, (instance) -> assertThat(instance.callInt("grow", 5)).isEqualTo(1));
			assertThat(Restorations.of(pool)).isEqualTo(20);
		}
		assertThat(output).doesNotContain("'memory.reserve'");
	}

	@ParameterizedTest
	@EnumSource
	void eachPoolSaysOnceHowItsLoansBecomeFresh(ExecutionMode execution, CapturedOutput output) {
		String dropping = """
				(module (func $f) (table 1 funcref) (elem declare func $f)
					(func (export "write") (table.set (i32.const 0) (ref.func $f))))
				""";
		String calling = """
				(module (import "env" "ok" (func $ok)) (func (export "_initialize") (call $ok)) (func (export "write")))
				""";
		HostFunction ok = HostFunction.of("env", "ok", FunctionType.of(List.of(), List.of()), (caller, args) -> null);
		try (WasmModule tables = this.runtime.module(Wat.compile(dropping)).name("tables").build();
				WasmModule talkative = this.runtime.module(Wat.compile(calling))
					.name("talkative")
					.hostFunctions(ok)
					.build()) {
			say(this.module, "first", execution, true);
			say(tables, "second", execution, false);
			say(talkative, "third", execution, false);
		}
		assertThat(output.toString().lines().filter((line) -> line.contains(" - size 1, "))).satisfiesExactly(
				(first) -> assertThat(first).contains("first - ")
					.endsWith("; each loan begins fresh: instances are put back in place"),
				(second) -> assertThat(second).contains("second - ")
					.contains("; each loan begins fresh: with a new instance, because module 'tables' cannot be put"
							+ " back in place: its code contains 'table.set', whose effect cannot be undone"),
				(third) -> assertThat(third).contains("third - ")
					.contains("; each loan begins fresh: with a new instance, because the module calls the host"
							+ " while it is initialised"));
	}

	private void say(WasmModule module, String name, ExecutionMode execution, boolean restored) {
		try (WasmPool pool = this.runtime.pool(module).name(name).size(1).execution(execution).build()) {
			lend(pool, 3, (instance) -> instance.callVoid("write"));
			assertThat(Restorations.of(pool)).isEqualTo(restored ? 3 : 0);
			assertRetired(pool.counters(), restored ? Map.of() : Map.of(RetirementReason.NOT_RESTORABLE, 3L));
			assertLoansAddUp(pool);
		}
	}

	@Test
	void commandsAreRestoredHoweverTheyEndButForTraps() {
		String command = """
				(module
					(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
					(import "wasi_snapshot_preview1" "args_sizes_get" (func $sizes (param i32 i32) (result i32)))
					(memory (export "memory") 1)
					(global $runs (mut i32) (i32.const 0))
					(func (export "_start")
						(if (i32.or (i32.load (i32.const 64)) (global.get $runs)) (then (call $exit (i32.const 99))))
						(i32.store (i32.const 64) (i32.const 1))
						(global.set $runs (i32.const 1))
						(drop (call $sizes (i32.const 0) (i32.const 4)))
						(if (i32.eq (i32.load (i32.const 0)) (i32.const 2)) (then (call $exit (i32.const 3))))
						(if (i32.eq (i32.load (i32.const 0)) (i32.const 3)) (then (unreachable)))))
				""";
		try (WasmModule module = this.runtime.module(Wat.compile(command)).name("command").build();
				WasmPool pool = this.runtime.pool(module).size(1).build()) {
			byte[] nothing = {};
			for (int i = 0; i < 5; i++) {
				assertThat(pool.run(nothing).exitCode()).isZero();
				assertThat(pool.run(nothing, "a").exitCode()).isEqualTo(3);
			}
			assertThat(Restorations.of(pool)).isEqualTo(10);
			assertThatExceptionOfType(WasmException.class).isThrownBy(() -> pool.run(nothing, "a", "b"));
			assertThat(pool.run(nothing).exitCode()).isZero();
			assertRetired(pool.counters(), Map.of(RetirementReason.TRAP, 1L));
			assertLoansAddUp(pool);
		}
	}

	@Test
	void realCommandsAreRestored() {
		try (WasmModule module = WasiGuests.WORDS.module(this.runtime).build();
				WasmPool pool = this.runtime.pool(module).size(1).build()) {
			List<String> outputs = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				WasmRunResult result = pool.run("one two\nthree".getBytes(StandardCharsets.UTF_8));
				outputs.add(result.exitCode() + new String(result.stdout(), StandardCharsets.UTF_8));
			}
			assertThat(outputs).containsOnly(outputs.get(0));
			assertLoansAddUp(pool);
			assertThat(Restorations.of(pool) + Restorations.retired(pool, RetirementReason.GROWN)).isEqualTo(4);
		}
	}

	@Test
	void manyHostFunctionsAreNoObstacle() {
		StringBuilder wat = new StringBuilder("(module");
		StringBuilder calls = new StringBuilder();
		List<HostFunction> functions = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			wat.append("(import \"env\" \"f").append(i).append("\" (func $f").append(i).append(" (result i32)))");
			calls.append("(global.set 0 (i32.add (global.get 0) (call $f").append(i).append(")))");
			int result = i;
			functions.add(HostFunction.of("env", "f" + i, FunctionType.of(List.of(), List.of(ValueType.I32)),
					(caller, args) -> result));
		}
		wat.append("(global (mut i32) (i32.const 0)) (func (export \"sum\") (result i32) ")
			.append(calls)
			.append(" (global.get 0)))");
		try (WasmModule module = this.runtime.module(Wat.compile(wat.toString()))
			.hostFunctions(functions.toArray(new HostFunction[0]))
			.build(); WasmPool pool = this.runtime.pool(module).size(1).build()) {
			lend(pool, 10, (instance) -> assertThat(instance.callInt("sum")).isEqualTo(190));
			assertThat(Restorations.of(pool)).isEqualTo(10);
			assertThat(pool.counters().hostCalls()).isEqualTo(200);
		}
	}

	private static void lend(WasmPool pool, int loans, Consumer<WasmInstance> work) {
		for (int i = 0; i < loans; i++) {
			try (WasmInstance instance = pool
				.acquire(LoanOptions.ofPool().withExecutionTimeout(Duration.ofMillis(200)))) {
				work.accept(instance);
			}
			catch (WasmException ex) {
				// That was the purpose
			}
		}
	}

	private static void assertRetired(WasmPoolCounters counters, Map<RetirementReason, Long> expected) {
		for (RetirementReason reason : RetirementReason.values()) {
			if (reason == RetirementReason.TOO_MANY_PAGES) {
				continue;
			}
			assertThat(counters.retired().get(reason)).as(reason.name()).isEqualTo(expected.getOrDefault(reason, 0L));
		}
	}

	/**
	 * What was created was retired or lives.
	 */
	private static void assertAddsUp(WasmPool pool) {
		await().until(() -> pool.stats().creating() == 0
				&& pool.stats().live() == pool.stats().idle() + pool.stats().active());
		WasmPoolCounters counters = pool.counters();
		long retired = counters.retired().values().stream().mapToLong(Long::longValue).sum();
		assertThat(counters.created()).as("created, %s", counters).isEqualTo(retired + pool.stats().live());
	}

	/**
	 * What was acquired was restored, retired or is on loan, where loans are fresh.
	 */
	private static void assertLoansAddUp(WasmPool pool) {
		assertAddsUp(pool);
		WasmPoolCounters counters = pool.counters();
		long retired = counters.retired().values().stream().mapToLong(Long::longValue).sum();
		long idle = Stream.of(RetirementReason.REFRESH, RetirementReason.RESIZE, RetirementReason.CLOSE)
			.mapToLong((reason) -> counters.retired().get(reason))
			.sum();
		assertThat(counters.acquired()).as("acquired, %s", counters)
			.isEqualTo(counters.restored() + retired - idle + pool.stats().active());
	}

}
