package io.github.wasmpool.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;

/**
 * What two well-behaved borrowers of a pool get done before, during and after an attack
 * on that pool and its runtime: guests that loop, recurse, trap, grow, call the host and
 * print without end, in their body, start function and initialiser, and modules made to
 * explode in the compiler. The pool has eight instances and a deadline of 100 ms. The
 * argument is the number of attackers.
 */
public final class UnderAttack {

	private static final Duration DEADLINE = Duration.ofMillis(100);

	private static final int BORROWERS = 2;

	private static final long WARM_UP = 2_000;

	private static final long PERIOD = 4_000;

	private static final int WORK = 20;

	private static final String GUEST = """
			(module
			  (import "env" "call" (func $call (param i32) (result i32)))
			  (import "wasi_snapshot_preview1" "fd_write"
			    (func $fd_write (param i32 i32 i32 i32) (result i32)))
			  (memory (export "memory") 17 256)
			  (global (export "tenant") i32 (i32.const %d))
			  (table $table 1 funcref)
			  (data (i32.const 64) "a line that nobody wants to read, again and again, without an end\\0a")
			  (func $fib (export "fib") (param i32) (result i32)
			    (if (result i32) (i32.lt_u (local.get 0) (i32.const 2))
			      (then (local.get 0))
			      (else (i32.add
			        (call $fib (i32.sub (local.get 0) (i32.const 1)))
			        (call $fib (i32.sub (local.get 0) (i32.const 2)))))))
			  (func (export "loop") (loop (br 0)))
			  (func $recurse (export "recurse") (call $recurse))
			  (func (export "memory-bomb")
			    (loop
			      (drop (memory.grow (i32.const 16)))
			      (memory.fill (i32.const 0) (i32.const 1) (i32.mul (memory.size) (i32.const 65536)))
			      (br 0)))
			  (func (export "table-bomb") (loop (drop (table.grow $table (ref.null func) (i32.const 1000))) (br 0)))
			  (func (export "host-calls") (loop (drop (call $call (i32.const 1))) (br 0)))
			  (func (export "output")
			    (i32.store (i32.const 0) (i32.const 64))
			    (i32.store (i32.const 4) (i32.const 66))
			    (loop (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))) (br 0)))
			  (func (export "unreachable") (unreachable))
			  (func (export "divide") (drop (i32.div_s (i32.const 1) (i32.const 0))))
			  (func (export "overflow") (drop (i32.div_s (i32.const 0x80000000) (i32.const -1))))
			  (func (export "convert") (drop (i32.trunc_f64_s (f64.const nan))))
			  (func (export "out-of-bounds") (drop (i32.load (i32.const -4))))
			  (func (export "no-element") (call_indirect (i32.const 5)))
			  (func (export "null-element") (call_indirect (i32.const 0))))
			""";

	private static final List<String> EVIL = List.of("loop", "unreachable", "recurse", "divide", "memory-bomb",
			"overflow", "table-bomb", "convert", "host-calls", "out-of-bounds", "output", "no-element", "null-element");

	private static final List<byte[]> EVIL_MODULES = List.of(
			Assembler.assemble("(module (memory 1) (func $start (loop (br 0))) (start $start))"),
			Assembler.assemble("(module (memory 1) (func $start (call $start)) (start $start))"),
			Assembler.assemble("(module (memory 1) (func (export \"_initialize\") (loop (br 0))))"), compileBomb());

	private final LongAdder done = new LongAdder();

	private final AtomicBoolean over = new AtomicBoolean();

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private UnderAttack() {
	}

	/**
	 * Measure, and print operations a second.
	 * @param args the number of attackers
	 * @throws InterruptedException if interrupted
	 */
	public static void main(String[] args) throws InterruptedException {
		new UnderAttack().measure(Integer.parseInt(args[0]));
	}

	private void measure(int attackers) throws InterruptedException {
		List<Thread> threads = new ArrayList<>();
		try (WasmModule module = this.runtime.module(guest(0)).hostFunctions(call()).build();
				WasmPool pool = this.runtime.pool(module).size(8).executionTimeout(DEADLINE).build()) {
			pool.prefill();
			for (int i = 0; i < BORROWERS; i++) {
				threads.add(start(() -> work(pool)));
			}
			Thread.sleep(WARM_UP);
			Child.print("before", rate());
			AtomicBoolean repelled = new AtomicBoolean();
			List<Thread> attacks = new ArrayList<>();
			for (int i = 0; i < attackers; i++) {
				int first = i * 5;
				attacks.add(start(() -> attack(pool, first, repelled)));
			}
			Child.print("during", rate());
			repelled.set(true);
			for (Thread attack : attacks) {
				attack.join();
			}
			Child.print("after", rate());
			this.over.set(true);
			for (Thread thread : threads) {
				thread.join();
			}
		}
		this.runtime.close();
	}

	private static Thread start(Runnable work) {
		Thread thread = new Thread(work);
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	private long rate() throws InterruptedException {
		this.done.reset();
		long start = System.nanoTime();
		Thread.sleep(PERIOD);
		return this.done.sum() * 1_000_000_000L / (System.nanoTime() - start);
	}

	private void work(WasmPool pool) {
		while (!this.over.get()) {
			try (WasmInstance instance = pool.acquire()) {
				instance.callInt("fib", WORK);
			}
			this.done.increment();
		}
	}

	private void attack(WasmPool pool, int first, AtomicBoolean repelled) {
		for (int i = first; !repelled.get(); i++) {
			try (WasmInstance instance = pool.acquire()) {
				instance.call(EVIL.get(i % EVIL.size()));
			}
			catch (WasmException ex) {
				// As it should be
			}
			if (i % EVIL.size() == 0) {
				attack(EVIL_MODULES.get(i / EVIL.size() % EVIL_MODULES.size()));
			}
		}
	}

	private void attack(byte[] binary) {
		try (WasmModule module = this.runtime.module(binary).initializationTimeout(DEADLINE).build()) {
			module.instantiate().close();
		}
		catch (WasmException ex) {
			// As it should be
		}
	}

	/**
	 * Return the guest that does all of this.
	 * @param tenant whose it is: that of another one is another module
	 */
	static byte[] guest(int tenant) {
		return Assembler.assemble(GUEST.formatted(tenant));
	}

	/**
	 * Return what the guest imports.
	 */
	static HostFunction call() {
		return HostFunction.of("env", "call", FunctionType.of(List.of(ValueType.I32), List.of(ValueType.I32)),
				(caller, args) -> args[0]);
	}

	/**
	 * Return a module of one function with as many locals and blocks as the default
	 * limits allow, all of them alive.
	 */
	private static byte[] compileBomb() {
		StringBuilder text = new StringBuilder("(module (func");
		text.append(" (local i32)".repeat(1_000));
		text.append("(block (br_if 0 (local.get 0)) (local.set 1 (i32.const 1)))".repeat(4_000));
		return Assembler.assemble(text.append("))").toString());
	}

}
