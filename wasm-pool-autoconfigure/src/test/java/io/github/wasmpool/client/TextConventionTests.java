package io.github.wasmpool.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import io.github.wasmpool.AbiOptions;
import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.ResultConvention;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.WasmExport;
import io.github.wasmpool.host.WasmResult;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Text and bytes go into a guest and come out of it as they were, in each convention, and
 * nothing of them stays there.
 */
@TestInstance(Lifecycle.PER_CLASS) // compiles the guest once
class TextConventionTests {

	private static final AbiOptions OWNED = AbiOptions.DEFAULTS.withFreeResult(true);

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private final WasmModule module = TextGuests.C.module(this.runtime);

	@AfterAll
	void close() {
		this.runtime.close();
		this.module.close();
	}

	static Stream<Arguments> conventionsAndTexts() {
		List<String> exports = List.of("echoPacked", "echoLengthFirst", "echoPointer", "echoLength", "echoCString");
		List<String> texts = List.of("", "a", "Grüße, 世界 😀", "x".repeat(4095), "y".repeat(4096), "ä".repeat(1 << 20),
				"z".repeat(5_000_001));
		return exports.stream().flatMap((export) -> texts.stream().map((text) -> Arguments.of(export, text)));
	}

	@ParameterizedTest(name = "{0} {index}")
	@MethodSource("conventionsAndTexts")
	void textBytesAndBuffersComeBackAsTheyWere(String export, String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		try (WasmPool pool = this.runtime.pool(this.module).size(1).abi(OWNED).build();
				WasmInstance instance = pool.acquire()) {
			Echo<String> strings = echo(instance.client(Strings.class), export);
			Echo<byte[]> arrays = echo(instance.client(Arrays.class), export);
			Echo<ByteBuffer> buffers = echo(instance.client(Buffers.class), export);
			for (int i = 0; i < 3; i++) {
				assertThat(strings.echo(text).equals(text)).isTrue();
				assertThat(arrays.echo(bytes)).isEqualTo(bytes);
				assertThat(buffers.echo(ByteBuffer.wrap(bytes)).array()).isEqualTo(bytes);
				assertThat(instance.callInt("living")).isZero();
			}
			assertThat(instance.callInt("allocations")).isEqualTo(instance.callInt("frees")).isEqualTo(18);
		}
	}

	private static <T> Echo<T> echo(Echoes<T> echoes, String export) {
		return switch (export) {
			case "echoPacked" -> echoes::echoPacked;
			case "echoLengthFirst" -> echoes::echoLengthFirst;
			case "echoPointer" -> echoes::echoPointer;
			case "echoLength" -> echoes::echoLength;
			default -> echoes::text;
		};
	}

	@ParameterizedTest
	@CsvSource({ "FRESH, CALLER", "FRESH, DEDICATED", "WARM, CALLER", "WARM, DEDICATED" })
	void aPoolLendsAnInstanceForEachCall(ResetPolicy reset, ExecutionMode execution) {
		try (WasmPool pool = this.runtime.pool(this.module)
			.size(2)
			.reset(reset)
			.execution(execution)
			.abi(OWNED)
			.build()) {
			Strings client = pool.client(Strings.class);
			for (int i = 0; i < 20; i++) {
				String text = "text " + i;
				assertThat(client.echoPacked(text)).isEqualTo(text);
				assertThat(client.echoPointer(text)).isEqualTo(text);
				assertThat(client.join("a" + i, 2, "b")).isEqualTo("a" + i + "ba" + i + "b");
			}
			assertThat(pool.stats().active()).isZero();
			assertThat(client.living()).isZero();
		}
	}

	@Test
	void aConventionHoldsForThePoolWhereAMethodSaysNothing() {
		assertEcho(OWNED.withResult(ResultConvention.PACKED_LENGTH_FIRST), "echoLengthFirst");
		assertEcho(OWNED.withResult(ResultConvention.POINTER), "echoPointer");
		assertEcho(OWNED.withResult(ResultConvention.C_STRING), "echoCString");
		assertEcho(OWNED.withResult(ResultConvention.LENGTH_EXPORT).withResultLength("lastLength"), "echoLength");
		assertEcho(OWNED.withAllocate("malloc").withFree("free"), "echoPacked");
	}

	private void assertEcho(AbiOptions abi, String export) {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).abi(abi).build();
				WasmInstance instance = pool.acquire()) {
			assertThat(instance.callString(export, "Grüße")).isEqualTo("Grüße");
			assertThat(instance.callBytes(export, new byte[] { 1, 2, -3 })).containsExactly(1, 2, -3);
			assertThat(instance.callInt("living")).isZero();
		}
	}

	@Test
	void withoutAnInterfaceSeveralArgumentsGoInOneCall() {
		byte[] binary = Wat.compile("""
				(module
					(memory (export "memory") 1)
					(global $next (mut i32) (i32.const 64))
					(func (export "allocate") (param $size i32) (result i32)
						(global.get $next)
						(global.set $next (i32.add (global.get $next) (local.get $size))))
					(func (export "deallocate") (param i32))
					(func (export "middle") (param i32 i32 i32 i32 i32 i32) (result i32 i32)
						(local.get 2) (local.get 3))
					(func (export "fixed") (result i32 i32) (i32.const 0) (i32.const 3)))
				""");
		try (WasmModule module = this.runtime.module(binary).build();
				WasmPool pool = this.runtime.pool(module)
					.size(1)
					.abi(AbiOptions.DEFAULTS.withResult(ResultConvention.VALUES))
					.build();
				WasmInstance explicit = pool.acquire();
				WasmInstance instance = module.instantiate()) {
			assertThat(explicit.callString("middle", "one", "two", "three")).isEqualTo("two");
			assertThat(instance.callString("middle", "one", "two", "three")).isEqualTo("two");
			assertThat(instance.callBytes("middle", new byte[1], new byte[] { 2, 3 }, new byte[4])).containsExactly(2,
					3);
			assertThat(instance.callBytes("fixed")).containsExactly(0, 0, 0);
		}
	}

	@Test
	void resultsOfTheGuestAreLeftAlone() {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).abi(OWNED).build();
				WasmInstance instance = pool.acquire()) {
			assertThat(instance.client(Strings.class).same("in place")).isEqualTo("in place");
			assertThat(instance.callInt("frees")).isEqualTo(1);
			assertThat(instance.callInt("living")).isZero();
		}
	}

	@Test
	void argumentsThatTheGuestOwnsAreNotFreed() {
		try (WasmPool pool = this.runtime.pool(this.module)
			.size(1)
			.abi(AbiOptions.DEFAULTS.withFreeArguments(false))
			.build(); WasmInstance instance = pool.acquire()) {
			instance.client(Strings.class).same("mine");
			assertThat(instance.callInt("frees")).isZero();
			assertThat(instance.callInt("living")).isEqualTo(1);
		}
	}

	@Test
	void anUnpairedSurrogateBecomesAQuestionMark() {
		try (WasmInstance instance = this.module.instantiate()) {
			assertThat(instance.callString("same", "a\ud83db")).isEqualTo("a?b");
		}
	}

	@Test
	void whatIsNoUtf8BecomesTheReplacementCharacter() {
		try (WasmInstance instance = this.module.instantiate()) {
			assertThat(instance.client(Bytes.class).text(new byte[] { 'a', (byte) 0xff, 'b' })).isEqualTo("a\ufffdb");
		}
	}

	@Test
	void ofABufferWhatRemainsIsPassedAndItsPositionStays() {
		ByteBuffer direct = ByteBuffer.allocateDirect(8).put(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 });
		direct.position(2).limit(5);
		try (WasmInstance instance = this.module.instantiate()) {
			ByteBuffer result = instance.client(Buffers.class).same(direct.asReadOnlyBuffer());
			assertThat(result.remaining()).isEqualTo(3);
			assertThat(result.getShort()).isEqualTo((short) 0x0403);
			assertThat(direct.position()).isEqualTo(2);
			assertThat(direct.limit()).isEqualTo(5);
		}
	}

	@Test
	void numbersAndTextsAreMixed() {
		try (WasmInstance instance = this.module.instantiate()) {
			Strings client = instance.client(Strings.class);
			assertThat(client.join("ab", 3, "😀")).isEqualTo("ab😀ab😀ab😀");
			assertThat(client.join("", 5, "")).isEmpty();
			assertThat(client.sum("\u0001\u0002")).isEqualTo(3);
			assertThat(instance.callInt("living")).isZero();
		}
	}

	interface Echo<T> {

		T echo(T value);

	}

	interface Echoes<T> {

		T echoPacked(T value);

		@WasmResult(ResultConvention.PACKED_LENGTH_FIRST)
		T echoLengthFirst(T value);

		@WasmResult(ResultConvention.POINTER)
		T echoPointer(T value);

		@WasmResult(length = "lastLength")
		T echoLength(T value);

		@WasmExport("echoCString")
		@WasmResult(ResultConvention.C_STRING)
		T text(T value);

		@WasmResult(owner = WasmResult.Owner.GUEST)
		T same(T value);

	}

	interface Strings extends Echoes<String> {

		@WasmResult(owner = WasmResult.Owner.GUEST)
		String join(String left, int times, String right);

		long sum(String text);

		int living();

	}

	interface Arrays extends Echoes<byte[]> {

	}

	interface Buffers extends Echoes<ByteBuffer> {

	}

	interface Bytes {

		@WasmExport("same")
		String text(byte[] bytes);

	}

}
