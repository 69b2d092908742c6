package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.List;
import java.util.Random;

import io.github.wasmpool.LoanOptions;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.MemoryLimits;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A borrower that looks for what others left, and leaves its own secret in all of a
 * guest.
 */
final class SecretiveGuest {

	static final int PAGES = 2;

	private static final int PAGE = MemoryLimits.PAGE_SIZE;

	private static final int IMAGE = 66_000;

	private static final int IMAGE_LENGTH = 16;

	private static final String WAT = """
			(module
				(import "env" "fail" (func $host))
				(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
				(memory (export "memory") 2 8)
				(data (i32.const 66000) "image of 16 byte")
				(data $passive "\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff")
				(global $int (mut i32) (i32.const 0))
				(global $long (mut i64) (i64.const 0))
				(global $float (mut f32) (f32.const 0))
				(global $double (mut f64) (f64.const 0))
				(global $vector (mut v128) (v128.const i64x2 0 0))
				(func (export "keep") (param i64)
					(global.set $int (i32.wrap_i64 (local.get 0)))
					(global.set $long (local.get 0))
					(global.set $float (f32.reinterpret_i32 (i32.wrap_i64 (local.get 0))))
					(global.set $double (f64.reinterpret_i64 (local.get 0)))
					(global.set $vector (i64x2.splat (local.get 0))))
				(func (export "kept") (result i64)
					(i64.or (i64.or (i64.or (i64.extend_i32_u (global.get $int)) (global.get $long))
						(i64.or (i64.extend_i32_u (i32.reinterpret_f32 (global.get $float)))
							(i64.reinterpret_f64 (global.get $double))))
						(i64.or (i64x2.extract_lane 0 (global.get $vector))
							(i64x2.extract_lane 1 (global.get $vector)))))
				(func (export "find") (param $at i32) (param $end i32) (result i32)
					(loop
						(if (i64.ne (i64.load (local.get $at)) (i64.const 0)) (then (return (local.get $at))))
						(local.set $at (i32.add (local.get $at) (i32.const 8)))
						(br_if 0 (i32.lt_u (local.get $at) (local.get $end))))
					(i32.const -1))
				(func (export "loop") (param $at i32) (param $end i32) (param $secret i64)
					(loop
						(i64.store (local.get $at) (local.get $secret))
						(local.set $at (i32.add (local.get $at) (i32.const 8)))
						(br_if 0 (i32.lt_u (local.get $at) (local.get $end)))))
				(func (export "fill") (param i32 i32 i32) (memory.fill (local.get 0) (local.get 1) (local.get 2)))
				(func (export "copy") (param i32 i32 i32) (memory.copy (local.get 0) (local.get 1) (local.get 2)))
				(func (export "init") (param i32)
					(memory.init $passive (local.get 0) (i32.const 0) (i32.const 16)))
				(func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
				(func (export "host") (call $host))
				(func (export "quit") (call $exit (i32.const 3)))
				(func (export "fail") (unreachable))
				(func (export "spin") (loop (br 0))))
			""";

	private final int reserve;

	private final Random random;

	private final long secret;

	SecretiveGuest(int reserve, long seed) {
		this.reserve = reserve;
		this.random = new Random(seed);
		this.secret = (seed + 1) * 0x0101_0101_0101_0101L;
	}

	static WasmModule module(WasmRuntime runtime, int reserve) {
		return runtime.module(Wat.compile(WAT))
			.name("secretive")
			.memoryReserve(reserve)
			.hostFunctions(HostFunction.of("env", "fail", FunctionType.of(List.of(), List.of()), (caller, args) -> {
				throw new IllegalStateException("the host fails");
			}))
			.build();
	}

	/**
	 * Borrow an instance, look for secrets, and leave one.
	 */
	void borrow(WasmPool pool) {
		boolean hasty = this.random.nextInt(300) == 0;
		LoanOptions options = hasty ? LoanOptions.ofPool().withExecutionTimeout(Duration.ofMillis(50))
				: LoanOptions.ofPool();
		try (WasmInstance instance = pool.acquire(options)) {
			look(instance);
			hide(instance);
			end(instance, hasty);
		}
	}

	private void look(WasmInstance instance) {
		if (this.random.nextBoolean()) {
			assertThat(instance.callLong("kept")).as("the secret in the globals").isZero();
		}
		WasmMemory memory = instance.memory();
		assertThat(memory.pages()).isEqualTo(PAGES);
		assertThat(memory.readString(IMAGE, IMAGE_LENGTH)).isEqualTo("image of 16 byte");
		if (this.random.nextInt(4) == 0) {
			byte[] all = memory.read(0, PAGES * PAGE);
			for (int at = 0; at < all.length; at++) {
				if (all[at] != 0 && (at < IMAGE || at >= IMAGE + IMAGE_LENGTH)) {
					throw new AssertionError("A secret at " + at + ": " + all[at]);
				}
			}
		}
		else {
			assertThat(instance.callInt("find", 0, IMAGE)).as("where the secret is").isEqualTo(-1);
			assertThat(instance.callInt("find", IMAGE + IMAGE_LENGTH, PAGES * PAGE)).as("where the secret is")
				.isEqualTo(-1);
		}
		if (this.reserve > 0) {
			assertThat(instance.callInt("find", PAGES * PAGE, (PAGES + this.reserve) * PAGE))
				.as("where the secret is in the reserve")
				.isEqualTo(-1);
		}
		else if (this.random.nextInt(50) == 0) {
			int end = (memory.grow(1) + 1) * PAGE;
			assertThat(instance.callInt("find", PAGES * PAGE, end)).as("where the secret is in a grown page")
				.isEqualTo(-1);
		}
		assertThat(instance.callLong("kept")).as("the secret in the globals").isZero();
	}

	private void hide(WasmInstance instance) {
		instance.callVoid("keep", this.secret);
		if (this.reserve > 0 && this.random.nextBoolean()) {
			int more = 1 + this.random.nextInt(this.reserve);
			assertThat(this.random.nextBoolean() ? instance.callInt("grow", more) : instance.memory().grow(more))
				.isEqualTo(PAGES);
		}
		else if (this.random.nextInt(100) == 0) {
			instance.callInt("grow", 1 + this.reserve);
		}
		int told = (int) instance.memory().size();
		int end = Math.max(told, (PAGES + this.reserve) * PAGE);
		switch (this.random.nextInt(6)) {
			case 0 -> instance.callVoid("loop", 0, end, this.secret);
			case 1 -> instance.callVoid("fill", 0, (int) this.secret, end);
			case 2 -> {
				instance.callVoid("fill", 0, (int) this.secret, PAGE);
				instance.callVoid("copy", PAGE / 2, 0, PAGE);
				instance.callVoid("copy", end - PAGE, 0, PAGE);
			}
			case 3 -> {
				for (int at = 0; at < end; at += 4096) {
					instance.callVoid("init", at + this.random.nextInt(256) * 16);
				}
			}
			case 4 -> instance.memory().fill(0, told, (byte) this.secret);
			default -> {
				for (int i = 0; i < 5; i++) {
					instance.memory().writeLong(this.random.nextInt(told - Long.BYTES), this.secret);
					instance.callVoid("fill", this.random.nextInt(end - 9), (int) this.secret, 9);
				}
			}
		}
	}

	private void end(WasmInstance instance, boolean hasty) {
		try {
			if (hasty) {
				instance.callVoid("spin");
			}
			switch (this.random.nextInt(40)) {
				case 0 -> instance.callVoid("fail");
				case 1, 2, 3 -> instance.callVoid("quit");
				case 4, 5, 6 -> instance.callVoid("host");
				default -> instance.isHealthy();
			}
		}
		catch (WasmException ex) {
			// That was the purpose
		}
	}

}
