package io.github.wasmpool.crash;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.wasmpool.EngineOptions;
import io.github.wasmpool.EngineOptions.Optimization;
import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.LoanOptions;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.host.WasmCaller;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import org.jspecify.annotations.Nullable;

/**
 * Two pools, or one that is both, whose guests call a host function that calls guests.
 */
final class NestedPools implements AutoCloseable {

	private static final String GUEST = """
			(module
				(import "env" "host" (func $host (param i32) (result i32)))
				(memory (export "memory") 1 20)
				(global (export "level") (mut i32) (i32.const 3))
				(func (export "call") (param i32) (result i32) (call $host (local.get 0)))
				(func (export "storm") (param i32)
					(loop
						(drop (call $host (i32.const 0)))
						(br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
				(func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
				(func (export "grow") (result i32) (memory.grow (i32.const 1)))
				%s
				(func $recurse (export "recurse") (result i32) (i32.add (i32.const 1) (call $recurse)))
				(func (export "spin") (loop (br 0))))
			""";

	/** Where this is in it, instances cannot be put back in place. */
	private static final String TABLE = """
			(table $table 1 funcref)
				(func $one)
				(elem (i32.const 0) $one)
				(func (export "growTable") (result i32)
					(loop $again
						(br_if $again (i32.ne (i32.const -1)
							(table.grow $table (ref.func $one) (i32.const 65536)))))
					(table.size $table))
			""";

	private static final int OUTER = 1;

	private static final int INNER = 2;

	final WasmtimeRuntime runtime;

	final WasmModule module;

	final WasmPool outer;

	final WasmPool inner;

	private final Map<Integer, Body> bodies = new ConcurrentHashMap<>();

	private LoanOptions outerTerms = LoanOptions.ofPool();

	private LoanOptions innerTerms = LoanOptions.ofPool();

	/** What a host function found out, which is not lost among what has to fail. */
	private volatile @Nullable AssertionError broken;

	NestedPools(Kind kind, boolean table) {
		EngineOptions options = new EngineOptions(Optimization.SPEED, Duration.ofMillis(1), 1, 1L << 17, null);
		this.runtime = new WasmtimeRuntime(options);
		HostFunction host = HostFunction.of("env", "host",
				FunctionType.of(List.of(ValueType.I32), List.of(ValueType.I32)),
				(caller, values) -> host(caller, (int) values[0]));
		this.module = this.runtime.module(Wat.compile(GUEST.formatted(table ? TABLE : "")))
			.hostFunctions(host)
			.executionTimeout(Duration.ofSeconds(20))
			.build();
		this.outer = pool("outer", kind.outer);
		this.inner = kind.same ? this.outer : pool("inner", kind.inner);
	}

	private int host(WasmCaller caller, int body) throws Exception {
		try {
			return this.bodies.getOrDefault(body, (guest) -> 0).call(caller);
		}
		catch (AssertionError ex) {
			this.broken = ex;
			throw ex;
		}
	}

	private WasmPool pool(String name, ExecutionMode execution) {
		return this.runtime.pool(this.module)
			.name(name)
			.size(3)
			.minIdle(0)
			.execution(execution)
			.dedicatedThreadStack(1 << 20)
			.acquireTimeout(Duration.ofSeconds(2))
			.shutdownGracePeriod(Duration.ZERO)
			.executionTimeout(Duration.ofSeconds(20))
			.build();
	}

	/**
	 * Return whether instances were put back in place.
	 */
	boolean haveRestored() {
		return this.outer.counters().restored() > 0;
	}

	/**
	 * Limit the time of the guests.
	 */
	void limit(Duration outer, Duration inner) {
		this.outerTerms = LoanOptions.ofPool().withExecutionTimeout(outer);
		this.innerTerms = LoanOptions.ofPool().withExecutionTimeout(inner);
	}

	/**
	 * Decide what the host function does that the outer guest calls.
	 */
	void inOuter(Body body) {
		this.bodies.put(OUTER, body);
	}

	/**
	 * Return what borrows an inner guest and lets it call the host.
	 * @param body what the host does then
	 * @param loans gets the loan
	 */
	Body inInner(Body body, List<WasmInstance> loans) {
		this.bodies.put(INNER, body);
		return (caller) -> call(this.inner, this.innerTerms, INNER, loans);
	}

	/**
	 * Let the outer guest call the host.
	 * @param loans gets the loan
	 * @return 1 if it returned, 0 if it failed
	 */
	int call(List<WasmInstance> loans) {
		int returned = 0;
		try {
			call(this.outer, this.outerTerms, OUTER, loans);
			returned = 1;
		}
		catch (WasmException | IllegalStateException ex) {
			returned = 0;
		}
		AssertionError broken = this.broken;
		if (broken != null) {
			throw broken;
		}
		return returned;
	}

	private static int call(WasmPool pool, LoanOptions terms, int body, List<WasmInstance> loans) {
		try (WasmInstance instance = pool.acquire(terms)) {
			loans.add(instance);
			return instance.callInt("call", body);
		}
	}

	@Override
	public void close() {
		this.inner.close();
		this.outer.close();
		this.module.close();
		this.runtime.close();
	}

	/**
	 * What a host function does.
	 */
	interface Body {

		int call(WasmCaller caller) throws Exception;

	}

	/**
	 * Where the guests run.
	 */
	enum Kind {

		CALLER(ExecutionMode.CALLER, ExecutionMode.CALLER, true),

		CALLER_TWICE(ExecutionMode.CALLER, ExecutionMode.CALLER, false),

		DEDICATED(ExecutionMode.DEDICATED, ExecutionMode.DEDICATED, true),

		DEDICATED_IN_CALLER(ExecutionMode.CALLER, ExecutionMode.DEDICATED, false),

		CALLER_IN_DEDICATED(ExecutionMode.DEDICATED, ExecutionMode.CALLER, false);

		private final ExecutionMode outer;

		private final ExecutionMode inner;

		private final boolean same;

		Kind(ExecutionMode outer, ExecutionMode inner, boolean same) {
			this.outer = outer;
			this.inner = inner;
			this.same = same;
		}

	}

}
