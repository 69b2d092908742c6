package io.github.wasmpool.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.github.wasmpool.AbiOptions;
import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.WasmExport;
import io.github.wasmpool.host.WasmResult;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * With a buffer for arguments, a call with text enters the guest once.
 */
class ArgumentBufferTests {

	private static final AbiOptions KEPT = AbiOptions.DEFAULTS.withKeepBuffer(1024);

	private static final AbiOptions OFFERED = AbiOptions.DEFAULTS.withInputBuffer("inputBuffer", "inputBufferSize");

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private final AtomicReference<Nested> nested = new AtomicReference<>((value) -> value);

	private final WasmModule module = TextGuests.C.module(this.runtime,
			(caller, args) -> this.nested.get().call((int) args[0]));

	@AfterEach
	void close() {
		this.runtime.close();
		this.module.close();
	}

	@ParameterizedTest
	@CsvSource({ "FRESH, CALLER", "FRESH, DEDICATED", "WARM, CALLER", "WARM, DEDICATED" })
	void aKeptAllocationServesEveryCallFromTheFirstOn(ResetPolicy reset, ExecutionMode execution) {
		try (WasmPool pool = this.runtime.pool(this.module)
			.size(1)
			.reset(reset)
			.execution(execution)
			.abi(KEPT)
			.build()) {
			for (int loan = 0; loan < 3; loan++) {
				try (WasmInstance instance = pool.acquire()) {
					Guest client = instance.client(Guest.class);
					int calls = client.calls();
					for (int i = 0; i < 5; i++) {
						assertThat(client.same("text " + i)).isEqualTo("text " + i);
						assertThat(client.join("ab", 2, "c" + i)).isEqualTo("abc" + i + "abc" + i);
					}
					assertThat(client.calls() - calls).isEqualTo(10);
					assertThat(client.allocations()).isEqualTo(1);
					assertThat(client.frees()).isZero();
				}
			}
			assertThat(pool.client(Guest.class).same("from the pool")).isEqualTo("from the pool");
			assertThat(pool.client(Guest.class).allocations()).isEqualTo(1);
		}
	}

	@Test
	void withoutABufferEachTextIsAllocatedAndFreed() {
		try (WasmInstance instance = this.module.instantiate()) {
			Guest client = instance.client(Guest.class);
			client.same("text");
			client.join("ab", 2, "c");
			assertThat(client.allocations()).isEqualTo(3);
			assertThat(client.frees()).isEqualTo(3);
		}
	}

	@Test
	void aBufferThatTheGuestOffersNeedsNoAllocator() {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).abi(OFFERED).build();
				WasmInstance instance = pool.acquire()) {
			Guest client = instance.client(Guest.class);
			int buffer = instance.callInt("inputBuffer");
			assertThat(client.same("x".repeat(256))).hasSize(256);
			assertThat(client.addresses("abc", "de") >>> 32).isEqualTo(buffer);
			assertThat((int) client.addresses("abc", "de")).isEqualTo(buffer + 8);
			assertThat(instance.memory().readString(buffer, 3)).isEqualTo("abc");
			assertThat(client.allocations()).isZero();
		}
	}

	@Test
	void aBufferCanBeAGlobal() {
		byte[] binary = Wat.compile("""
				(module
					(memory (export "memory") 1)
					(global (export "buffer") i32 (i32.const 13))
					(global (export "size") (mut i32) (i32.const 10))
					(func (export "same") (param i32 i32) (result i32 i32) (local.get 0) (local.get 1)))
				""");
		try (WasmModule module = this.runtime.module(binary).build();
				WasmPool pool = this.runtime.pool(module)
					.size(1)
					.abi(AbiOptions.DEFAULTS.withInputBuffer("buffer", "size"))
					.build();
				WasmInstance instance = pool.acquire()) {
			assertThat(instance.callString("same", "0123456789")).isEqualTo("0123456789");
			assertThatExceptionOfType(WasmException.class).isThrownBy(() -> instance.callString("same", "01234567890"))
				.withMessageStartingWith("An argument of 11 bytes does not fit into what is free of the guest's input "
						+ "buffer, and the guest has no allocator");
			assertThat(instance.callString("same", "")).isEmpty();
		}
	}

	@ParameterizedTest
	@CsvSource({ "0123456789, ''", "'', 0123456789", "'', ''", "01, 01" })
	void whatIsEmptyTakesNoRoomInTheBuffer(String left, String right) {
		byte[] binary = Wat.compile("""
				(module
					(memory (export "memory") 1)
					(global (export "buffer") i32 (i32.const 13))
					(global (export "size") (mut i32) (i32.const 10))
					(func (export "lengths") (param i32 i32 i32 i32) (result i32)
						(i32.add (local.get 1) (local.get 3))))
				""");
		try (WasmModule module = this.runtime.module(binary).build();
				WasmPool pool = this.runtime.pool(module)
					.size(1)
					.abi(AbiOptions.DEFAULTS.withInputBuffer("buffer", "size"))
					.build()) {
			assertThat(pool.client(Lengths.class).lengths(left, right)).isEqualTo(left.length() + right.length());
		}
	}

	@Test
	void aSizeIsNoGlobalThatDoesNotChange() {
		byte[] binary = Wat.compile("""
				(module
					(memory (export "memory") 1)
					(global (export "buffer") i32 (i32.const 1024))
					(global (export "size") i32 (i32.const 1028)))
				""");
		try (WasmModule module = this.runtime.module(binary).build()) {
			assertThatIllegalArgumentException().isThrownBy(
					() -> this.runtime.pool(module).abi(AbiOptions.DEFAULTS.withInputBuffer("buffer", "size")).build())
				.withMessageContaining("'abi.input-buffer-size' names 'size'")
				.withMessageContaining("the address of a variable of C or Rust");
		}
	}

	@Test
	void whatDoesNotFitIsAllocatedAndFreed() {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).abi(KEPT).build();
				WasmInstance instance = pool.acquire()) {
			Guest client = instance.client(Guest.class);
			assertThat(client.same("x".repeat(1024))).hasSize(1024);
			assertThat(client.allocations()).isEqualTo(1);
			assertThat(client.same("x".repeat(1025))).hasSize(1025);
			assertThat(client.allocations()).isEqualTo(2);
			assertThat(client.join("x".repeat(1020), 1, "yyyyy")).hasSize(1025).endsWith("xyyyyy");
			assertThat(client.allocations()).isEqualTo(3);
			assertThat(client.join("x".repeat(1000), 1, "y".repeat(24))).hasSize(1024);
			assertThat(client.join("", 3, "")).isEmpty();
			assertThat(client.allocations()).isEqualTo(3);
			assertThat(client.frees()).isEqualTo(2);
			assertThat(client.living()).isEqualTo(1);
		}
	}

	@Test
	void severalTextsShareTheBufferAtAddressesThatDivideByEight() {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).abi(KEPT).build()) {
			long addresses = pool.client(Guest.class).addresses("abcdefghi", "x");
			assertThat((addresses >>> 32) % 8).isZero();
			assertThat((int) addresses - (int) (addresses >>> 32)).isEqualTo(16);
		}
	}

	@ParameterizedTest
	@CsvSource({ "CALLER", "DEDICATED" })
	void aCallInsideACallLeavesTheBufferAlone(ExecutionMode execution) {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).execution(execution).abi(KEPT).build();
				WasmInstance instance = pool.acquire()) {
			Guest client = instance.client(Guest.class);
			List<String> inner = new ArrayList<>();
			this.nested.set((value) -> {
				if (value > 0) {
					inner.add(client.viaHost("inner " + value, value - 1));
				}
				return value;
			});
			assertThat(client.viaHost("outer", 3)).isEqualTo("outer");
			assertThat(inner).containsExactly("inner 1", "inner 2", "inner 3");
			assertThat(client.living()).isEqualTo(1);
			int allocations = client.allocations();
			assertThat(client.same("afterwards")).isEqualTo("afterwards");
			assertThat(client.allocations()).isEqualTo(allocations);
		}
	}

	@Test
	void aFailureGivesTheBufferBack() {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).abi(KEPT).build();
				WasmInstance instance = pool.acquire()) {
			Guest client = instance.client(Guest.class);
			for (int i = 0; i < 3; i++) {
				assertThatExceptionOfType(WasmException.class).isThrownBy(() -> client.anything("\u007f".repeat(8)));
			}
			assertThat(client.same("afterwards")).isEqualTo("afterwards");
			assertThat(client.allocations()).isEqualTo(1);
		}
	}

	@Test
	void aBufferPastTheEndOfTheMemoryIsNoInstance() {
		byte[] binary = Wat.compile("""
				(module
					(memory (export "memory") 1)
					(global (export "buffer") i32 (i32.const 65530))
					(global (export "size") (mut i32) (i32.const 10)))
				""");
		try (WasmModule module = this.runtime.module(binary).build();
				WasmPool pool = this.runtime.pool(module)
					.size(1)
					.minIdle(0)
					.abi(AbiOptions.DEFAULTS.withInputBuffer("buffer", "size"))
					.build()) {
			assertThatExceptionOfType(WasmInstanceCreationException.class).isThrownBy(pool::acquire)
				.withMessageContaining("The buffer of 'abi.input-buffer' reaches past the end of the memory");
			assertThat(pool.stats().live()).isZero();
		}
	}

	@Test
	void aBufferThatTheGuestCannotAllocateIsNoInstance() {
		try (WasmPool pool = this.runtime.pool(this.module)
			.size(1)
			.minIdle(0)
			.abi(AbiOptions.DEFAULTS.withKeepBuffer(64 << 20))
			.build()) {
			assertThatExceptionOfType(WasmInstanceCreationException.class).isThrownBy(pool::acquire)
				.withMessageContaining("could not allocate 67,108,864 bytes");
			assertThat(pool.stats().live()).isZero();
		}
	}

	/**
	 * What the host does inside a call.
	 */
	interface Nested {

		int call(int value);

	}

	interface Lengths {

		int lengths(String left, String right);

	}

	interface Guest {

		String same(String text);

		String join(String left, int times, String right);

		long addresses(String one, String other);

		String anything(String text);

		@WasmExport("viaHost")
		@WasmResult(owner = WasmResult.Owner.CALLER)
		String viaHost(String text, int value);

		int calls();

		int allocations();

		int frees();

		int living();

	}

}
