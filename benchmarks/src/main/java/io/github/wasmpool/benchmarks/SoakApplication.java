package io.github.wasmpool.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;

/**
 * What an application does with pools, all of it: real modules, fresh and warm, host
 * functions, text, traps, loops and forgotten loans, while states and code are replaced
 * and tenants come and go.
 */
final class SoakApplication implements AutoCloseable {

	private static final int SIZE = 3;

	private static final int VERSIONS = 8;

	private static final int ITEMS = 1_000;

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final Duration SHORT = Duration.ofMillis(50);

	private static final String EVIL = "evil";

	private static final String TEXT = "Größe, 20 €, 😀";

	private static final FunctionType BINARY = FunctionType.of(List.of(ValueType.I32, ValueType.I32),
			List.of(ValueType.I32));

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private final List<WasmModule> modules = new ArrayList<>();

	private final List<WasmPool> pools = new ArrayList<>();

	private final List<Real> reals = new ArrayList<>();

	private final List<byte[]> versions = new ArrayList<>();

	private final WasmPool host;

	private final WasmPool text;

	private final WasmPool evil;

	private final WasmPool rules;

	private final LongAdder ended = new LongAdder();

	private final LongAdder forgotten = new LongAdder();

	private final LongAdder tenants = new LongAdder();

	SoakApplication() {
		for (RealGuest guest : RealGuest.values()) {
			WasmModule module = add(guest.declare(this.runtime).build());
			String name = "guest" + this.reals.size();
			WasmPool fresh = pool(module, name, ResetPolicy.FRESH, ExecutionMode.CALLER);
			WasmPool warm = pool(module, name + "warm", ResetPolicy.WARM, ExecutionMode.CALLER);
			try (WasmInstance instance = module.instantiate()) {
				this.reals.add(new Real(guest, guest.call(instance), fresh, warm));
			}
		}
		for (int version = 0; version < VERSIONS; version++) {
			this.versions.add(version(version));
		}
		HostFunction plus = HostFunction.of("env", "plus", BINARY, (caller, args) -> (int) args[0] + (int) args[1]);
		this.host = pool(add(this.runtime.module(Guests.caller()).hostFunctions(plus).build()), "host",
				ResetPolicy.FRESH, ExecutionMode.DEDICATED);
		this.text = pool(add(this.runtime.module(Guests.echo()).build()), "text", ResetPolicy.FRESH,
				ExecutionMode.CALLER);
		this.evil = pool(add(this.runtime.module(evil()).build()), EVIL, ResetPolicy.FRESH, ExecutionMode.DEDICATED);
		this.rules = pool(add(this.runtime.module(this.versions.get(0)).build()), "rules", ResetPolicy.FRESH,
				ExecutionMode.CALLER);
	}

	private WasmModule add(WasmModule module) {
		this.modules.add(module);
		return module;
	}

	private WasmPool pool(WasmModule module, String name, ResetPolicy reset, ExecutionMode execution) {
		WasmPool pool = this.runtime.pool(module)
			.name(name)
			.size(SIZE)
			.reset(reset)
			.execution(execution)
			.executionTimeout(name.equals(EVIL) ? SHORT : PATIENCE)
			.acquireTimeout(PATIENCE)
			.build();
		this.pools.add(pool);
		return pool;
	}

	/**
	 * Do one thing of many, and see that the answer is right.
	 * @param random says what
	 */
	void work(Random random) {
		int choice = random.nextInt(2_000);
		if (choice == 0 && random.nextInt(4) == 0) {
			forget();
		}
		else if (choice < 4) {
			end("loop", random);
		}
		else if (choice < 100) {
			end(random.nextBoolean() ? "give up" : "recurse", random);
		}
		else if (choice < 500) {
			decide();
		}
		else if (choice < 800) {
			require(this.text.client(TextBenchmark.Echo.class).echo(TEXT), TEXT);
		}
		else if (choice < 1_000) {
			this.host.useInstance((instance) -> instance.callVoid("repeat", 20));
		}
		else if (choice < 1_100) {
			column();
		}
		else {
			Real real = this.reals.get(choice % this.reals.size());
			WasmPool pool = random.nextBoolean() ? real.fresh() : real.warm();
			require(pool.<Integer, RuntimeException>withInstance(real.guest()::call), real.answer());
		}
	}

	/** A loan that nobody returns is recovered when its object is collected. */
	@SuppressWarnings("MustBeClosedChecker")
	private void forget() {
		WasmInstance lost = this.text.acquire();
		require(lost.callInt("add", 20, 22), 42);
		this.forgotten.increment();
	}

	private void end(String how, Random random) {
		try (WasmInstance instance = this.evil.acquire()) {
			instance.memory().writeInt(random.nextInt(60_000), 1);
			instance.callVoid(how);
			throw new IllegalStateException("'" + how + "' returned");
		}
		catch (WasmTrapException | WasmExecutionTimeoutException ex) {
			this.ended.increment();
		}
	}

	/** Both halves of a rule are of one version, whatever is replaced meanwhile. */
	private void decide() {
		this.rules.useInstance((instance) -> {
			int left = instance.callInt("left");
			require(instance.callInt("right"), right(left));
			require(instance.callInt("touch"), 1);
		});
	}

	private void column() {
		int[] numbers = IntStream.range(0, ITEMS).toArray();
		int[] sums = this.text
			.<int[], RuntimeException>withInstance((instance) -> instance.function("add").mapInt(numbers, numbers));
		require(IntStream.of(sums).sum(), ITEMS * (ITEMS - 1));
	}

	/**
	 * Change state, code or tenants.
	 * @param random says what
	 */
	void change(Random random) {
		switch (random.nextInt(3)) {
			case 0 -> this.rules.reseed((instance) -> instance.callVoid("poke", random.nextInt()));
			case 1 -> this.rules.replace(this.versions.get(random.nextInt(VERSIONS)));
			default -> serveTenant(random.nextInt(VERSIONS));
		}
	}

	private void serveTenant(int version) {
		try (WasmModule module = this.runtime.module(this.versions.get(version)).build();
				WasmPool pool = this.runtime.pool(module).name("tenant").size(1).build()) {
			require(pool.callInt("left"), version);
		}
		this.tenants.increment();
	}

	/**
	 * Wait until forgotten loans are back, while nobody works.
	 */
	void rest() throws InterruptedException {
		long end = System.nanoTime() + PATIENCE.toNanos();
		while (this.pools.stream().anyMatch((pool) -> pool.stats().active() + pool.stats().creating() > 0)
				&& System.nanoTime() < end) {
			System.gc();
			Thread.sleep(100);
		}
	}

	/**
	 * Borrow everything there is, at once.
	 * @return which pools have less than they should
	 */
	List<String> lostSlots() {
		List<String> faults = new ArrayList<>();
		for (WasmPool pool : this.pools) {
			List<WasmInstance> loans = new ArrayList<>();
			try {
				for (int i = 0; i < SIZE; i++) {
					loans.add(pool.acquire());
				}
			}
			catch (WasmException ex) {
				faults.add("A slot was lost: " + ex.getMessage());
			}
			loans.forEach(WasmInstance::close);
		}
		return faults;
	}

	/**
	 * Say what happened so far.
	 */
	String describe() {
		return this.rules.counters().generation() + " generations, " + this.tenants + " tenants, " + this.ended
				+ " ended, " + this.forgotten + " forgotten";
	}

	private static void require(Object found, Object expected) {
		if (!found.equals(expected)) {
			throw new IllegalStateException(found + " instead of " + expected);
		}
	}

	private static int right(int left) {
		return left * 31 + 7;
	}

	private static byte[] version(int version) {
		return Assembler.assemble("""
				(module
				  (memory (export "memory") 1)
				  (global $touched (mut i32) (i32.const 0))
				  (func (export "left") (result i32) (i32.const %d))
				  (func (export "right") (result i32) (i32.const %d))
				  (func (export "touch") (result i32)
				    (global.set $touched (i32.add (global.get $touched) (i32.const 1)))
				    (global.get $touched))
				  (func (export "poke") (param i32) (i32.store (i32.const 1000) (local.get 0))))
				""".formatted(version, right(version)));
	}

	private static byte[] evil() {
		return Assembler.assemble("""
				(module
				  (memory (export "memory") 1)
				  (func (export "loop") (loop (br 0)))
				  (func (export "give up") (unreachable))
				  (func $recurse (export "recurse") (call $recurse)))
				""");
	}

	@Override
	public void close() {
		this.pools.forEach(WasmPool::close);
		this.modules.forEach(WasmModule::close);
		this.runtime.close();
	}

	/**
	 * A real module, what its call answers, and its pools.
	 */
	private record Real(RealGuest guest, int answer, WasmPool fresh, WasmPool warm) {

	}

}
