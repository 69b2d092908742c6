package io.github.wasmpool.client;

import java.nio.ByteBuffer;

import io.github.wasmpool.AbiOptions;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.ResultConvention;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmMemoryAccessException;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.WasmExport;
import io.github.wasmpool.host.WasmResult;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Whatever a guest says about a result, it is refused with an explanation, or read as it
 * is, and arguments are freed.
 */
class HostileResultTests {

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private final WasmModule module = TextGuests.C.module(this.runtime);

	@AfterEach
	void close() {
		this.runtime.close();
		this.module.close();
	}

	@ParameterizedTest
	@CsvSource({ "0, -1", "-1, 1", "-1, -1", "0, 33554433", "65536, 2147483647", "2147483647, 1", "-2147483648, 16" })
	void aTextPastTheEndOfTheMemoryIsRefused(int pointer, int length) {
		try (WasmInstance instance = this.module.instantiate()) {
			byte[] packed = ByteBuffer.allocate(8).putInt(pointer).putInt(length).array();
			assertThatExceptionOfType(WasmMemoryAccessException.class)
				.isThrownBy(() -> instance.callBytes("anything", packed))
				.withMessageStartingWith(
						"The result of 'anything' cannot be read: it lies past the end of the memory (offset=")
				.satisfies((ex) -> assertThat(ex.getOffset()).isEqualTo(Integer.toUnsignedLong(pointer)))
				.satisfies((ex) -> assertThat(ex.getLength()).isEqualTo(Integer.toUnsignedLong(length)))
				.satisfies((ex) -> assertThat(ex.getSize()).isEqualTo(instance.memory().size()));
			assertThat(instance.isHealthy()).isTrue();
			assertThat(instance.callInt("living")).isZero();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 65536, 0x7fff_ffff, -1 })
	void anEmptyTextIsEmptyWhereverItPoints(int pointer) {
		try (WasmInstance instance = this.module.instantiate()) {
			byte[] packed = ByteBuffer.allocate(8).putInt(pointer).putInt(0).array();
			assertThat(instance.callBytes("anything", packed)).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, -4, -8, 0x7fff_fff8, Integer.MIN_VALUE, 64 << 20 })
	void aPointerPastTheEndIsRefusedInEachConvention(int pointer) {
		try (WasmInstance instance = this.module.instantiate()) {
			Nowhere client = instance.client(Nowhere.class);
			assertRefused(() -> client.pointer(pointer));
			assertRefused(() -> client.cString(pointer));
			assertRefused(() -> client.managed(pointer));
			assertRefused(() -> client.length(pointer));
			assertThat(instance.isHealthy()).isTrue();
		}
	}

	private static void assertRefused(Runnable call) {
		assertThatExceptionOfType(WasmMemoryAccessException.class).isThrownBy(call::run)
			.withMessageStartingWith("The result of 'nowhere' cannot be read: ");
	}

	@Test
	void theLastBytesOfTheMemoryAreNoPointerAndLength() {
		try (WasmInstance instance = this.module.instantiate()) {
			int size = (int) instance.memory().size();
			assertRefused(() -> instance.client(Nowhere.class).pointer(size - 4));
			assertRefused(() -> instance.client(Nowhere.class).pointer(size - 1));
			assertRefused(() -> instance.client(Nowhere.class).managed(2));
		}
	}

	@Test
	void aPointerOfZeroIsNull() {
		try (WasmInstance instance = this.module.instantiate()) {
			Nowhere client = instance.client(Nowhere.class);
			assertThat(client.pointer(0)).isNull();
			assertThat(client.cString(0)).isNull();
			assertThat(client.managed(0)).isNull();
		}
	}

	@Test
	void withoutAnInterfaceAPointerOfZeroIsNoText() {
		byte[] binary = Wat.compile("""
				(module (memory (export "memory") 1) (func (export "none") (result i32) (i32.const 0)))
				""");
		try (WasmModule module = this.runtime.module(binary).build();
				WasmPool pool = this.runtime.pool(module)
					.abi(AbiOptions.DEFAULTS.withResult(ResultConvention.C_STRING))
					.build();
				WasmInstance instance = pool.acquire()) {
			assertThatExceptionOfType(WasmException.class).isThrownBy(() -> instance.callString("none"))
				.withMessageStartingWith("'none' returned the pointer 0 in place of a result");
		}
	}

	@Test
	void aCStringThatNothingEndsIsRefused() {
		try (WasmInstance instance = this.module.instantiate()) {
			assertThatExceptionOfType(WasmMemoryAccessException.class)
				.isThrownBy(() -> instance.client(Nowhere.class).unended())
				.withMessageStartingWith("The result of 'unended' cannot be read: no zero byte ends it")
				.satisfies((ex) -> assertThat(ex.getLength()).isEqualTo(10_000));
		}
	}

	@Test
	void anAllocationOfZeroSaysWhatToRaise() {
		try (WasmInstance instance = this.module.instantiate()) {
			instance.callVoid("refuse", 1);
			assertThatExceptionOfType(WasmException.class).isThrownBy(() -> instance.callString("same", "text"))
				.withMessageStartingWith(
						"The guest could not allocate 4 bytes: 'malloc' returned 0; its memory may be full: "
								+ "raise 'memory.max-pages'");
			instance.callVoid("refuse", 0);
			assertThat(instance.callString("same", "text")).isEqualTo("text");
		}
	}

	@Test
	void whatDoesNotFitIntoTheMemoryIsNotPassed() {
		try (WasmInstance instance = this.module.instantiate()) {
			byte[] large = new byte[40 << 20];
			assertThatExceptionOfType(WasmException.class).isThrownBy(() -> instance.callBytes("same", large))
				.withMessageContaining("could not allocate " + Wording.count(large.length, "byte"))
				.withMessageContaining("raise 'memory.max-pages'");
			assertThat(instance.callBytes("same", new byte[3])).hasSize(3);
			assertThat(instance.callInt("living")).isZero();
		}
	}

	@Test
	void anAllocatorThatPointsPastTheEndIsRefused() {
		byte[] binary = Wat.compile("""
				(module
					(memory (export "memory") 1 1)
					(func (export "alloc") (param i32) (result i32) (i32.const -8))
					(func (export "dealloc") (param i32 i32))
					(func (export "same") (param i32 i32) (result i32 i32) (local.get 0) (local.get 1)))
				""");
		try (WasmModule module = this.runtime.module(binary).build(); WasmInstance instance = module.instantiate()) {
			assertThatExceptionOfType(WasmMemoryAccessException.class)
				.isThrownBy(() -> instance.callString("same", "text"))
				.withMessage(
						"The guest allocated past the end of its memory (offset=4294967288, length=4, size=65536)");
		}
	}

	@Test
	void afterATrapTheInstanceIsNotEnteredAgainAndAnotherTakesItsPlace() {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).reset(ResetPolicy.WARM).build()) {
			Trapping client = pool.client(Trapping.class);
			for (int i = 0; i < 3; i++) {
				assertThatExceptionOfType(WasmTrapException.class).isThrownBy(() -> client.trap("text"))
					.satisfies((ex) -> assertThat(ex.getSuppressed()).isEmpty());
				assertThat(client.same("again")).isEqualTo("again");
			}
			assertThat(client.living()).isZero();
		}
	}

	@Test
	void aLoanThatTrappedIsRefused() {
		try (WasmInstance instance = this.module.instantiate()) {
			Trapping client = instance.client(Trapping.class);
			assertThatExceptionOfType(WasmTrapException.class).isThrownBy(() -> client.trap("text"));
			assertThatIllegalStateException().isThrownBy(() -> client.same("text"))
				.withMessageContaining("'malloc' was not called");
		}
	}

	@Test
	void aTrapOnFreeingIsReportedButNotInPlaceOfTheFirstFailure() {
		byte[] binary = Wat.compile("""
				(module
					(memory (export "memory") 1 1)
					(func (export "alloc") (param i32) (result i32) (i32.const 8))
					(func (export "dealloc") (param i32 i32) (unreachable))
					(func (export "bad") (param i32 i32) (result i32 i32) (i32.const 0) (i32.const -1))
					(func (export "good") (param i32 i32) (result i32 i32) (local.get 0) (local.get 1)))
				""");
		try (WasmModule module = this.runtime.module(binary).build()) {
			try (WasmInstance instance = module.instantiate()) {
				assertThatExceptionOfType(WasmMemoryAccessException.class)
					.isThrownBy(() -> instance.callString("bad", "text"))
					.satisfies((ex) -> assertThat(ex.getSuppressed()).singleElement()
						.isInstanceOf(WasmTrapException.class));
			}
			try (WasmInstance instance = module.instantiate()) {
				assertThatExceptionOfType(WasmTrapException.class)
					.isThrownBy(() -> instance.callString("good", "text"));
				assertThat(instance.isHealthy()).isFalse();
			}
		}
	}

	@Test
	@SuppressWarnings("NullAway") // what a careless caller does
	void anArgumentOfNullIsRefusedBeforeTheGuestIsEntered() {
		try (WasmInstance instance = this.module.instantiate()) {
			assertThatIllegalArgumentException().isThrownBy(() -> instance.client(Trapping.class).same(null))
				.withMessage("Argument 1 of 'String same(String)' is null");
			assertThat(instance.callInt("allocations")).isZero();
		}
	}

	interface Nowhere {

		@WasmExport("nowhere")
		@WasmResult(ResultConvention.POINTER)
		@Nullable String pointer(int at);

		@WasmExport("nowhere")
		@WasmResult(ResultConvention.C_STRING)
		@Nullable String cString(int at);

		@WasmExport("nowhere")
		@WasmResult(ResultConvention.ASSEMBLY_SCRIPT)
		@Nullable String managed(int at);

		@WasmExport("nowhere")
		@WasmResult(length = "length")
		String length(int at);

		@WasmResult(ResultConvention.C_STRING)
		byte[] unended();

	}

	interface Trapping {

		String trap(String text);

		String same(String text);

		int living();

	}

}
