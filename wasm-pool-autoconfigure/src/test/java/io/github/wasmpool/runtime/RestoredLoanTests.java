package io.github.wasmpool.runtime;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.github.wasmpool.AbiOptions;
import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.WasmExitException;
import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.WasmGlobal;
import io.github.wasmpool.WasmHostFunctionException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.host.WasmCaller;
import io.github.wasmpool.type.FunctionType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What Java keeps beside an instance begins anew, too, where it is put back in place.
 */
class RestoredLoanTests {

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	@AfterEach
	void close() {
		this.runtime.close();
	}

	@Test
	void descriptorsThatALoanClosedAreOpenForTheNext() {
		String guest = """
				(module
					(import "wasi_snapshot_preview1" "fd_close" (func $close (param i32) (result i32)))
					(memory (export "memory") 1)
					(func (export "close") (param i32) (result i32) (call $close (local.get 0))))
				""";
		try (WasmModule module = this.runtime.module(Wat.compile(guest)).build();
				WasmPool pool = this.runtime.pool(module).size(1).build()) {
			for (int i = 0; i < 3; i++) {
				pool.useInstance((instance) -> {
					assertThat(instance.callInt("close", 1)).isZero();
					assertThat(instance.callInt("close", 1)).isNotZero();
				});
			}
			assertThat(Restorations.of(pool)).isEqualTo(3);
		}
	}

	@Test
	void whatOneRunWasGivenTheNextDoesNotSee() {
		String command = """
				(module
					(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
					(import "wasi_snapshot_preview1" "args_sizes_get" (func $sizes (param i32 i32) (result i32)))
					(import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
					(memory (export "memory") 1)
					(func (export "_start")
						(drop (call $sizes (i32.const 0) (i32.const 4)))
						(i32.store (i32.const 16) (i32.const 100))
						(i32.store (i32.const 20) (i32.const 4))
						(drop (call $read (i32.const 0) (i32.const 16) (i32.const 1) (i32.const 24)))
						(call $exit (i32.add (i32.mul (i32.load (i32.const 0)) (i32.const 10))
							(i32.load (i32.const 24))))))
				""";
		try (WasmModule module = this.runtime.module(Wat.compile(command)).build();
				WasmPool pool = this.runtime.pool(module).size(1).build()) {
			for (int i = 0; i < 3; i++) {
				assertThat(pool.run("abcdefgh".getBytes(StandardCharsets.UTF_8), "one", "two").exitCode())
					.isEqualTo(34);
				assertThat(pool.run(new byte[0]).exitCode()).isEqualTo(10);
				assertThatExceptionOfType(WasmExitException.class)
					.isThrownBy(() -> pool.useInstance((instance) -> instance.callVoid("_start")))
					.satisfies((ex) -> assertThat(ex.getExitCode()).isZero());
			}
		}
	}

	@Test
	void theBufferOfClientsIsKeptAndCleanForEachLoan() {
		String guest = """
				(module
					(memory (export "memory") 1 4)
					(global $next (mut i32) (i32.const 1024))
					(func (export "malloc") (param i32) (result i32) (global.get $next)
						(global.set $next (i32.add (global.get $next) (local.get 0))))
					(func (export "free") (param i32))
					(func (export "first") (param i32 i32) (result i32) (i32.load8_u (local.get 0)))
					(func (export "before") (param i32) (result i32) (i32.load8_u (i32.const 1024)))
					(func (export "next") (result i32) (global.get $next)))
				""";
		try (WasmModule module = this.runtime.module(Wat.compile(guest)).build();
				WasmPool pool = this.runtime.pool(module).size(1).abi(AbiOptions.DEFAULTS.withKeepBuffer(64)).build()) {
			for (int i = 0; i < 5; i++) {
				int letter = 'a' + i;
				pool.useInstance((instance) -> {
					assertThat(instance.callInt("next")).isEqualTo(1088);
					assertThat(instance.callInt("before", 0)).isZero();
					Client client = instance.client(Client.class);
					assertThat(client.first(Character.toString(letter))).isEqualTo(letter);
					assertThat(instance.callInt("before", 0)).isEqualTo(letter);
					// Does not fit into the buffer
					assertThat(client.first(Character.toString(letter).repeat(100))).isEqualTo(letter);
					assertThat(instance.callInt("next")).isGreaterThan(1088);
				});
			}
			assertThat(Restorations.of(pool)).isEqualTo(5);
		}
	}

	@Test
	void whatWasKeptOfALoanReachesNoLaterOne() {
		AtomicReference<WasmCaller> caller = new AtomicReference<>();
		AtomicReference<WasmMemory> callersMemory = new AtomicReference<>();
		HostFunction keep = HostFunction.of("env", "keep", FunctionType.of(List.of(), List.of()), (from, args) -> {
			caller.set(from);
			callersMemory.set(from.memory());
			return null;
		});
		String guest = """
				(module
					(import "env" "keep" (func $keep))
					(memory (export "memory") 1)
					(global (export "global") (mut i32) (i32.const 0))
					(func (export "keep") (call $keep))
					(func (export "touch") (global.set 0 (i32.const 5))))
				""";
		try (WasmModule module = this.runtime.module(Wat.compile(guest)).hostFunctions(keep).build();
				WasmPool pool = this.runtime.pool(module).size(1).build()) {
			WasmInstance stale = pool.acquire();
			WasmMemory memory = stale.memory();
			WasmFunction touch = stale.function("touch");
			WasmGlobal global = stale.global("global");
			Toucher toucher = stale.client(Toucher.class);
			stale.callVoid("keep");
			stale.close();
			try (WasmInstance next = pool.acquire()) {
				assertThat(Restorations.of(pool)).isEqualTo(1);
				assertThatIllegalStateException().isThrownBy(() -> memory.writeByte(0, (byte) 1));
				assertThatIllegalStateException().isThrownBy(() -> touch.callVoid());
				assertThatIllegalStateException().isThrownBy(() -> global.set(5));
				assertThatIllegalStateException().isThrownBy(toucher::touch);
				assertThatIllegalStateException().isThrownBy(() -> callersMemory.get().writeByte(0, (byte) 1));
				assertThatIllegalStateException().isThrownBy(() -> caller.get().function("touch").callVoid());
				assertThat(next.memory().readByte(0)).isZero();
				assertThat(next.global("global").get()).isEqualTo(0);
			}
		}
	}

	@Test
	void whatFailedInOneLoanDoesNotFailInTheNext() {
		HostFunction sometimes = HostFunction.of("env", "sometimes", FunctionType.of(List.of(), List.of()),
				(caller, args) -> {
					if (caller.memory().readByte(0) != 0) {
						throw new IllegalStateException("not this time");
					}
					return null;
				});
		String guest = """
				(module
					(import "env" "sometimes" (func $sometimes))
					(memory (export "memory") 1 4)
					(func (export "grow") (result i32) (memory.grow (i32.const 1)))
					(func (export "call") (call $sometimes)))
				""";
		try (WasmModule module = this.runtime.module(Wat.compile(guest)).hostFunctions(sometimes).build();
				WasmPool pool = this.runtime.pool(module).size(1).build()) {
			for (int i = 0; i < 3; i++) {
				WasmInstance failing = pool.acquire();
				failing.memory().writeByte(0, (byte) 1);
				assertThatExceptionOfType(WasmHostFunctionException.class).isThrownBy(() -> failing.callVoid("call"));
				assertThat(failing.isHealthy()).isFalse();
				failing.close();
				try (WasmInstance next = pool.acquire()) {
					assertThat(next.isHealthy()).isTrue();
					assertThat(failing.isHealthy()).isFalse();
					next.callVoid("call");
				}
			}
			assertThat(Restorations.of(pool)).isEqualTo(6);
			assertThat(pool.counters().retired().get(RetirementReason.HOST_FAILURE)).isZero();
		}
	}

	/**
	 * A client that passes text.
	 */
	interface Client {

		int first(String text);

	}

	/**
	 * A client that changes a global.
	 */
	interface Toucher {

		void touch();

	}

}
