package io.github.wasmpool.test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.github.wasmpool.ResultConvention;
import io.github.wasmpool.WasmHostFunctionException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolExhaustedException;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.host.WasmResult;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests what tests of applications use.
 */
class TestPoolsTests {

	private static final FunctionType PRICE = FunctionType.of(List.of(ValueType.I32, ValueType.I32),
			List.of(ValueType.I64));

	@Test
	void aFunctionWrittenInJavaIsAnExport() {
		FakeModule module = new FakeModule().function("price", PRICE,
				(caller, args) -> 100L * (int) args[0] + (int) args[1]);
		try (WasmPool pool = TestPools.of(module)) {
			long price = pool.withInstance((guest) -> guest.callLong("price", 7, 3));
			assertThat(price).isEqualTo(703);
			assertThatIllegalArgumentException()
				.isThrownBy(() -> pool.useInstance((guest) -> guest.callLong("price", 7)))
				.withMessageContaining("price");
		}
	}

	@Test
	void textComesAndGoesThroughTheMemory() {
		try (WasmPool pool = TestPools.of(new FakeModule().text("greet", (name) -> "Grüß dich, " + name));
				WasmInstance guest = pool.acquire()) {
			assertThat(greet(guest, "Zoë")).isEqualTo("Grüß dich, Zoë");
			assertThat(greet(guest, "")).isEqualTo("Grüß dich, ");
			String long1 = "x".repeat(1_000_000);
			for (int i = 0; i < 50; i++) {
				assertThat(greet(guest, long1)).hasSize(1_000_011);
			}
			assertThat(guest.memory().size()).isLessThan(4_000_000);
		}
	}

	@Test
	void textCanComeFromNothing() {
		try (WasmPool pool = TestPools.of(new FakeModule().text("version", () -> "1.2"))) {
			assertThat(pool.<String, RuntimeException>withInstance((guest) -> guest.callString("version")))
				.isEqualTo("1.2");
		}
	}

	@Test
	void textInOtherConventionsIsWrittenByHand() {
		FakeModule module = new FakeModule().function("version", FunctionType.of(List.of(), List.of(ValueType.I32)),
				(caller, args) -> {
					int at = caller.function("malloc").callInt(4);
					caller.memory().writeString(at, "1.2\0");
					return at;
				});
		try (WasmPool pool = TestPools.of(module)) {
			assertThat(pool.client(Versioned.class).version()).isEqualTo("1.2");
		}
	}

	private static String greet(WasmInstance guest, String name) {
		byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
		WasmMemory memory = guest.memory();
		int at = guest.callInt("malloc", bytes.length);
		memory.write(at, bytes);
		long result = guest.callLong("greet", at, bytes.length);
		String text = memory.readString(result >>> Integer.SIZE, (int) result);
		guest.callVoid("free", at);
		return text;
	}

	@Test
	void instancesAreIsolated() {
		try (WasmPool pool = TestPools.of(new FakeModule())) {
			for (int i = 0; i < 3; i++) {
				pool.useInstance((guest) -> {
					assertThat(guest.memory().readInt(1000)).isZero();
					guest.memory().writeInt(1000, 42);
				});
			}
		}
	}

	@Test
	void whatAFunctionThrowsReachesTheCaller() {
		FakeModule module = new FakeModule().function("fail", FunctionType.of(List.of(), List.of()), (caller, args) -> {
			throw new IOException("disk");
		});
		try (WasmPool pool = TestPools.of(module)) {
			assertThatExceptionOfType(WasmHostFunctionException.class)
				.isThrownBy(() -> pool.useInstance((guest) -> guest.callVoid("fail")))
				.withCauseInstanceOf(IOException.class);
		}
	}

	@Test
	void namesAreUnique() {
		FakeModule module = new FakeModule();
		for (String taken : List.of("malloc", "free", "memory")) {
			assertThatIllegalArgumentException().isThrownBy(() -> module.function(taken, PRICE, (caller, args) -> 1L))
				.withMessageContaining(taken);
		}
	}

	@Test
	void aPoolIsMadeOfBytesAndSettings() {
		byte[] binary = Wat.compile("""
				(module (import "env" "one" (func $one (result i32)))
				  (func (export "two") (result i32) (i32.add (call $one) (call $one))))""");
		HostFunction one = HostFunction.of("env", "one", FunctionType.of(List.of(), List.of(ValueType.I32)),
				(caller, args) -> 1);
		try (WasmPool pool = TestPools.of(binary, one)) {
			int two = pool.withInstance((guest) -> guest.callInt("two"));
			assertThat(two).isEqualTo(2);
		}
		try (WasmPool pool = TestPools.of(binary, (settings) -> settings.hostFunctions(one).size(1).name("mine"));
				WasmInstance guest = pool.acquire()) {
			assertThat(pool.name()).isEqualTo("mine");
			assertThat(guest.callInt("two")).isEqualTo(2);
			assertThat(pool.tryAcquire()).isEmpty();
			assertThatExceptionOfType(WasmPoolExhaustedException.class).isThrownBy(() -> pool.acquire(Duration.ZERO));
		}
	}

	interface Versioned {

		@WasmResult(ResultConvention.C_STRING)
		String version();

	}

}
