package io.github.wasmpool.runtime;

import java.util.Arrays;

import io.github.wasmpool.AbiOptions;
import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmHostFunctionException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * A flag evaluator that people use, written in AssemblyScript, gives its known answers
 * through an interface.
 */
class AssemblyScriptClientTests {

	private static final String PLATFORM = """
			{"platform":"Java","platformVersion":"17","sdkType":"server","sdkVersion":"1","hostname":"h"}""";

	/** What AssemblyScript exports, without its collector, and functions that echo. */
	private static final String OBJECTS = """
			(module
				(memory (export "memory") 2)
				(global $next (mut i32) (i32.const 1024))
				(global $pinned (export "pinned") (mut i32) (i32.const 0))
				(func (export "__new") (param $size i32) (param $id i32) (result i32)
					(local $at i32)
					(local.set $at (i32.add (global.get $next) (i32.const 16)))
					(i32.store offset=0 (i32.sub (local.get $at) (i32.const 8)) (local.get $id))
					(i32.store offset=0 (i32.sub (local.get $at) (i32.const 4)) (local.get $size))
					(global.set $next (i32.and
						(i32.add (i32.add (local.get $at) (local.get $size)) (i32.const 15)) (i32.const -16)))
					(local.get $at))
				(func (export "__pin") (param i32) (result i32)
					(global.set $pinned (i32.add (global.get $pinned) (i32.const 1))) (local.get 0))
				(func (export "__unpin") (param i32)
					(global.set $pinned (i32.sub (global.get $pinned) (i32.const 1))))
				(func (export "same") (param i32) (result i32) (local.get 0))
				(func (export "second") (param i32 i32) (result i32) (local.get 1))
				(func (export "id") (param i32) (result i32)
					(i32.load (i32.sub (local.get 0) (i32.const 8)))))
			""";

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	@AfterEach
	void close() {
		this.runtime.close();
	}

	/** A module that takes and returns what it calls a Uint8Array, class 7. */
	private static final String VIEWS = OBJECTS.replace("(module", """
			(module
				(global (export "UINT8ARRAY_ID") i32 (i32.const 7))
				(func $sum (export "sum") (param $view i32) (result i32)
					(local $at i32) (local $end i32) (local $sum i32)
					(local.set $at (i32.load offset=4 (local.get $view)))
					(local.set $end (i32.add (local.get $at) (i32.load offset=8 (local.get $view))))
					(block $done (loop $next
						(br_if $done (i32.ge_u (local.get $at) (local.get $end)))
						(local.set $sum (i32.add (local.get $sum) (i32.load8_u (local.get $at))))
						(local.set $at (i32.add (local.get $at) (i32.const 1)))
						(br $next)))
					(local.get $sum))
				(func (export "rest") (param $view i32) (result i32)
					(i32.store offset=4 (local.get $view) (i32.add (i32.load offset=4 (local.get $view)) (i32.const 1)))
					(i32.store offset=8 (local.get $view) (i32.sub (i32.load offset=8 (local.get $view)) (i32.const 1)))
					(local.get $view))""");

	private WasmModule flags() {
		return this.runtime.module(RealGuest.FEATURE_FLAGS.binary())
			.name("flags")
			.hostFunctions(HostFunction.in(new AssemblyScript()).toArray(HostFunction[]::new))
			.build();
	}

	@ParameterizedTest
	@ValueSource(strings = { "UINT8ARRAY_ID", "7" })
	void bytesAreTheArrayThatTheModuleWants(String bytesClass) {
		try (WasmModule module = this.runtime.module(Wat.compile(VIEWS)).build();
				WasmPool pool = this.runtime.pool(module)
					.size(1)
					.abi(AbiOptions.DEFAULTS.withBytesClass(bytesClass))
					.build()) {
			Views views = pool.client(Views.class);
			assertThat(views.sum(new byte[] { 1, 2, -1 })).isEqualTo(258);
			assertThat(views.sum(new byte[0])).isZero();
			assertThat(views.rest(new byte[] { 1, 2, 3 })).containsExactly(2, 3);
			assertThat(views.same(new byte[] { 1, 2, 3 })).containsExactly(1, 2, 3);
			assertThat(views.second(new byte[] { 1 }, "text")).isEqualTo("text");
			try (WasmInstance instance = pool.acquire()) {
				instance.client(Views.class).rest(new byte[] { 1, 2 });
				assertThat(instance.global("pinned").get()).isEqualTo(0);
			}
		}
	}

	@Test
	void aTrapForAnArrayBufferSaysWhatMayBeWanted() {
		try (WasmModule module = this.runtime.module(Wat.compile(VIEWS)).build();
				WasmPool pool = this.runtime.pool(module).size(1).build()) {
			Views views = pool.client(Views.class);
			byte[] bytes = new byte[12];
			Arrays.fill(bytes, (byte) 0x7f);
			assertThatExceptionOfType(WasmTrapException.class).isThrownBy(() -> views.sum(bytes))
				.withMessageContaining(
						"'sum' trapped: an access past the end of the memory (its bytes were an ArrayBuffer;"
								+ " if it takes a Uint8Array, name that class in 'abi.bytes-class'), in module ");
		}
	}

	@Test
	void aClassThatNothingTellsIsRefused() {
		try (WasmModule module = this.runtime.module(Wat.compile(VIEWS)).build()) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> this.runtime.pool(module).abi(AbiOptions.DEFAULTS.withBytesClass("absent")).build())
				.withMessageContaining("'abi.bytes-class' names 'absent', which is neither a number nor an exported");
		}
	}

	@ParameterizedTest
	@CsvSource({ "FRESH, CALLER", "FRESH, DEDICATED", "WARM, CALLER", "WARM, DEDICATED" })
	void theEvaluatorGivesItsKnownAnswers(ResetPolicy reset, ExecutionMode execution) throws Exception {
		try (WasmModule module = flags();
				WasmPool pool = this.runtime.pool(module).size(3).reset(reset).execution(execution).build()) {
			Evaluator shared = pool.client(Evaluator.class);
			RealGuest.onThreads(6, () -> {
				for (int i = 0; i < 25; i++) {
					assertThat(shared.murmurhashV3("hello", 0)).isEqualTo(613_153_351);
					assertThat(shared.generateBoundedHashesFromJSON("user", "target"))
						.isEqualTo("{\"rolloutHash\":0.5385308241328529,\"bucketingHash\":0.5371504359732267}");
					pool.useInstance((instance) -> {
						Evaluator evaluator = instance.client(Evaluator.class);
						evaluator.setPlatformData(PLATFORM);
						assertThat(evaluator.testDVCUserClass("{\"user_id\":\"ä€😀\"}"))
							.startsWith("{\"user_id\":\"ä€😀\",\"createdDate\":\"2023-11-14T22:13:20.000Z\"")
							.contains("\"platform\":\"Java\"");
						assertThat(instance.callString("testDVCUserClass", "{\"user_id\":\"b\"}"))
							.startsWith("{\"user_id\":\"b\"");
					});
				}
				return null;
			});
		}
	}

	@Test
	void anAbortReachesTheCaller() {
		try (WasmModule module = flags(); WasmPool pool = this.runtime.pool(module).size(1).build()) {
			Evaluator evaluator = pool.client(Evaluator.class);
			assertThatExceptionOfType(WasmHostFunctionException.class)
				.isThrownBy(() -> evaluator.testDVCUserClass("{\"user_id\":\"a\"}"))
				.havingCause()
				.withMessageStartingWith("Platform data is not set. at assembly/managers/platformDataManager.ts:");
		}
	}

	@Test
	void manyCallsDoNotFillTheMemory() {
		try (WasmModule module = flags();
				WasmPool pool = this.runtime.pool(module).size(1).reset(ResetPolicy.WARM).build();
				WasmInstance instance = pool.acquire()) {
			Evaluator evaluator = instance.client(Evaluator.class);
			String text = "x".repeat(100_000);
			int hash = evaluator.murmurhashV3(text, 0);
			for (int i = 0; i < 200; i++) {
				assertThat(evaluator.murmurhashV3(text, 0)).isEqualTo(hash);
			}
			assertThat(instance.memory().size()).isLessThan(12 << 20);
		}
	}

	@Test
	void stringsAndArrayBuffersAreObjects() {
		try (WasmModule module = this.runtime.module(Wat.compile(OBJECTS)).build();
				WasmInstance instance = module.instantiate()) {
			Objects objects = instance.client(Objects.class);
			assertThat(objects.same("Grüße 😀")).isEqualTo("Grüße 😀");
			assertThat(objects.same("")).isEmpty();
			assertThat(objects.same("an unpaired \ud83d")).isEqualTo("an unpaired \ud83d");
			assertThat(objects.same(new byte[] { 1, 2, 3 })).containsExactly(1, 2, 3);
			assertThat(objects.same(new Point(1, 2))).isEqualTo(new Point(1, 2));
			assertThat(objects.second("first", new byte[] { 7 })).containsExactly(7);
			assertThat(objects.id("a string")).isEqualTo(2);
			assertThat(objects.id(new byte[0])).isEqualTo(1);
			assertThat(objects.id(new Point(0, 0))).isEqualTo(2);
			assertThat(instance.global("pinned").get()).isEqualTo(0);
		}
	}

	@Test
	void objectsCannotBeUsedAgain() {
		try (WasmModule module = this.runtime.module(Wat.compile(OBJECTS)).build()) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> this.runtime.pool(module).abi(AbiOptions.DEFAULTS.withKeepBuffer(64)).build())
				.withMessageContaining("'abi.keep-buffer' does not go with '__new'");
		}
	}

	interface Evaluator {

		int murmurhashV3(String text, int seed);

		String generateBoundedHashesFromJSON(String user, String target);

		void setPlatformData(String json);

		String testDVCUserClass(String json);

	}

	interface Objects {

		String same(String text);

		byte[] same(byte[] bytes);

		Point same(Point point);

		byte[] second(String text, byte[] bytes);

		int id(String text);

		int id(byte[] bytes);

		int id(Point point);

	}

	record Point(int x, int y) {

	}

	/**
	 * What takes and returns arrays of bytes.
	 */
	interface Views {

		int sum(byte[] bytes);

		byte[] rest(byte[] bytes);

		byte[] same(byte[] bytes);

		String second(byte[] bytes, String text);

	}

}
