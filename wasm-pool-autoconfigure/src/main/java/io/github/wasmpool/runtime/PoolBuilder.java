package io.github.wasmpool.runtime;

import java.time.Duration;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolBuilder;
import io.github.wasmpool.pool.PoolSettings;
import io.github.wasmpool.pool.SlotPool;
import io.github.wasmpool.wasmtime.GuestInstance;
import io.github.wasmpool.wasmtime.InstanceBudget;
import org.jspecify.annotations.Nullable;

/**
 * Builds pools of a runtime.
 */
final class PoolBuilder implements WasmPoolBuilder {

	private final WasmtimeRuntime runtime;

	private final ModuleHandle module;

	private String name = "default";

	private int size = Runtime.getRuntime().availableProcessors() * 2;

	private @Nullable Integer minIdle;

	private Duration acquireTimeout = Duration.ofSeconds(5);

	private int maxWaiting = Integer.MAX_VALUE;

	private @Nullable Duration executionTimeout;

	private ResetPolicy reset = ResetPolicy.FRESH;

	private @Nullable String resetExport;

	private Duration shutdownGracePeriod = Duration.ofSeconds(20);

	PoolBuilder(WasmtimeRuntime runtime, ModuleHandle module) {
		this.runtime = runtime;
		this.module = module;
	}

	@Override
	public WasmPoolBuilder name(String name) {
		this.name = name;
		return this;
	}

	@Override
	public WasmPoolBuilder size(int size) {
		this.size = size;
		return this;
	}

	@Override
	public WasmPoolBuilder minIdle(int minIdle) {
		this.minIdle = minIdle;
		return this;
	}

	@Override
	public WasmPoolBuilder acquireTimeout(Duration timeout) {
		this.acquireTimeout = timeout;
		return this;
	}

	@Override
	public WasmPoolBuilder maxWaiting(int maxWaiting) {
		this.maxWaiting = maxWaiting;
		return this;
	}

	@Override
	public WasmPoolBuilder executionTimeout(@Nullable Duration timeout) {
		this.executionTimeout = timeout;
		return this;
	}

	@Override
	public WasmPoolBuilder reset(ResetPolicy reset) {
		this.reset = reset;
		return this;
	}

	@Override
	public WasmPoolBuilder resetExport(@Nullable String export) {
		this.resetExport = export;
		return this;
	}

	@Override
	public WasmPoolBuilder shutdownGracePeriod(Duration period) {
		this.shutdownGracePeriod = period;
		return this;
	}

	@Override
	public WasmPool build() {
		int minIdle = (this.minIdle != null) ? this.minIdle : this.size;
		validate(minIdle);
		this.module.requireImports();
		this.runtime.requireOpen();
		ModuleHandle own = this.module.copy();
		long budget = (long) this.size * own.budgetShare();
		if (!InstanceBudget.OF_JVM.take(budget)) {
			own.close();
			throw new IllegalArgumentException(
					"Pool '" + this.name + "' is too large, lower 'size': " + InstanceBudget.OF_JVM.explain(budget));
		}
		InstancePool pool = build(own, minIdle, new PoolShare(InstanceBudget.OF_JVM, budget));
		if (!this.runtime.registry().add(pool)) {
			pool.close();
			throw new IllegalArgumentException(
					"There is a pool '" + this.name + "' already; 'name' must be unique among the pools that live");
		}
		if (this.runtime.isClosed()) {
			// The runtime was closed meanwhile and may have looked for pools before this
			// one was there
			pool.close();
			this.runtime.requireOpen();
		}
		return pool;
	}

	private InstancePool build(ModuleHandle own, int minIdle, PoolShare share) {
		PoolSettings settings = new PoolSettings(this.name, this.size, minIdle, this.acquireTimeout, this.maxWaiting,
				this.reset, this.shutdownGracePeriod);
		Duration timeout = (this.executionTimeout != null) ? this.executionTimeout : own.settings().executionTimeout();
		InstanceFactory factory = new InstanceFactory(own, timeout, this.resetExport, share);
		SlotPool<GuestInstance> slots = new SlotPool<>(settings, factory, this.runtime.refill(),
				this.runtime.refillThreads());
		return new InstancePool(own, slots, settings, timeout, share);
	}

	private void validate(int minIdle) {
		Problems problems = new Problems();
		problems.addAll(PoolSettings.problems(this.name, this.size, minIdle, this.acquireTimeout, this.maxWaiting,
				this.shutdownGracePeriod));
		problems.unlessPositive("execution-timeout", this.executionTimeout);
		problems.unless(this.executionTimeout == null || this.module.settings().isInterruptible(),
				"'execution-timeout' needs a module compiled with 'interruptible' true");
		String export = this.resetExport;
		problems.unless(export == null || this.reset == ResetPolicy.WARM, "'reset-export' needs 'reset' to be warm");
		problems.unless(export == null || ModuleBuilder.isAction(this.module.exports(), export),
				"'reset-export' names '" + export + "', which is no exported function without parameters");
		problems.throwAny("Pool '" + this.name + "'");
	}

}
