package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.github.wasmpool.AbiOptions;
import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.SettingProblem;
import io.github.wasmpool.SettingProblems;
import io.github.wasmpool.WasiOptions;
import io.github.wasmpool.WasmAction;
import io.github.wasmpool.WasmInstanceValidator;
import io.github.wasmpool.WasmJson;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolBuilder;
import io.github.wasmpool.WasmSettingsException;
import io.github.wasmpool.WasmSwapListener;
import io.github.wasmpool.execution.CallerExecution;
import io.github.wasmpool.execution.DedicatedExecution;
import io.github.wasmpool.execution.DedicatedThreads;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.loan.Execution;
import io.github.wasmpool.pool.PoolSettings;
import io.github.wasmpool.pool.ReuseLimits;
import io.github.wasmpool.pool.SlotPool;
import io.github.wasmpool.wasmtime.GuestInstance;
import org.jspecify.annotations.Nullable;

/**
 * Builds pools of a runtime.
 */
final class PoolBuilder implements WasmPoolBuilder {

	/**
	 * What JNI keeps for each call until the entry returns ended a JVM after 3 million.
	 */
	static final int HIGHEST_HOST_CALLS = 1_000_000;

	static final Duration DEFAULT_ACQUIRE_TIMEOUT = Duration.ofSeconds(5);

	private final WasmtimeRuntime runtime;

	private final ModuleHandle module;

	private String name = "default";

	private int size = PoolSettings.DEFAULT_SIZE;

	private @Nullable Integer minIdle;

	private Duration acquireTimeout = DEFAULT_ACQUIRE_TIMEOUT;

	private int maxWaiting = Integer.MAX_VALUE;

	private @Nullable Duration executionTimeout;

	private @Nullable ResetPolicy reset;

	private @Nullable String resetExport;

	private @Nullable Integer maxUses;

	private @Nullable Duration maxLifetime;

	private @Nullable Duration idleTimeout;

	private @Nullable Integer maxMemoryGrowth;

	private @Nullable WasmInstanceValidator validator;

	private @Nullable WasmInstanceValidator validatorIfWarm;

	private @Nullable Duration leakDetectionThreshold;

	private Duration shutdownGracePeriod = Duration.ofSeconds(20);

	private ExecutionMode execution = ExecutionMode.CALLER;

	private long dedicatedThreadStack = DedicatedThreads.DEFAULT_STACK;

	private @Nullable UnaryOperator<Runnable> taskDecorator;

	private @Nullable Executor executor;

	private final List<HostFunction> hostFunctions = new ArrayList<>();

	private @Nullable Function<? super WasmModule, ? extends Collection<HostFunction>> hostFunctionSource;

	private final List<WasmSwapListener> swapListeners = new ArrayList<>();

	private int maxHostCalls = HIGHEST_HOST_CALLS;

	private WasiOptions wasi = WasiOptions.INERT;

	private AbiOptions abi = AbiOptions.DEFAULTS;

	private @Nullable WasmJson json;

	private boolean healthStatus;

	private boolean snapshot;

	private final List<WasmAction<? extends Exception>> snapshotWork = new ArrayList<>();

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
	public WasmPoolBuilder maxUses(@Nullable Integer maxUses) {
		this.maxUses = maxUses;
		return this;
	}

	@Override
	public WasmPoolBuilder maxLifetime(@Nullable Duration maxLifetime) {
		this.maxLifetime = maxLifetime;
		return this;
	}

	@Override
	public WasmPoolBuilder idleTimeout(@Nullable Duration idleTimeout) {
		this.idleTimeout = idleTimeout;
		return this;
	}

	@Override
	public WasmPoolBuilder maxMemoryGrowth(@Nullable Integer pages) {
		this.maxMemoryGrowth = pages;
		return this;
	}

	@Override
	public WasmPoolBuilder validator(@Nullable WasmInstanceValidator validator) {
		this.validator = validator;
		return this;
	}

	@Override
	public WasmPoolBuilder validatorIfWarm(@Nullable WasmInstanceValidator validator) {
		this.validatorIfWarm = validator;
		return this;
	}

	@Override
	public WasmPoolBuilder leakDetectionThreshold(@Nullable Duration threshold) {
		this.leakDetectionThreshold = threshold;
		return this;
	}

	@Override
	public WasmPoolBuilder shutdownGracePeriod(Duration period) {
		this.shutdownGracePeriod = period;
		return this;
	}

	@Override
	public WasmPoolBuilder execution(ExecutionMode mode) {
		this.execution = mode;
		return this;
	}

	@Override
	public WasmPoolBuilder dedicatedThreadStack(long bytes) {
		this.dedicatedThreadStack = bytes;
		return this;
	}

	@Override
	public WasmPoolBuilder taskDecorator(@Nullable UnaryOperator<Runnable> decorator) {
		this.taskDecorator = decorator;
		return this;
	}

	@Override
	public WasmPoolBuilder executor(@Nullable Executor executor) {
		this.executor = executor;
		return this;
	}

	@Override
	public WasmPoolBuilder hostFunctions(HostFunction... functions) {
		this.hostFunctions.addAll(List.of(functions));
		return this;
	}

	@Override
	public WasmPoolBuilder hostFunctionSource(@Nullable Supplier<? extends Collection<HostFunction>> source) {
		this.hostFunctionSource = (source != null) ? (module) -> source.get() : null;
		return this;
	}

	@Override
	public WasmPoolBuilder hostFunctionSource(
			@Nullable Function<? super WasmModule, ? extends Collection<HostFunction>> source) {
		this.hostFunctionSource = source;
		return this;
	}

	@Override
	public WasmPoolBuilder swapListener(WasmSwapListener listener) {
		this.swapListeners.add(listener);
		return this;
	}

	@Override
	public WasmPoolBuilder maxHostCalls(int maxHostCalls) {
		this.maxHostCalls = maxHostCalls;
		return this;
	}

	@Override
	public WasmPoolBuilder wasi(WasiOptions options) {
		this.wasi = options;
		return this;
	}

	@Override
	public WasmPoolBuilder abi(AbiOptions options) {
		this.abi = options;
		return this;
	}

	@Override
	public WasmPoolBuilder json(@Nullable WasmJson json) {
		this.json = json;
		return this;
	}

	@Override
	public WasmPoolBuilder healthStatus(boolean healthStatus) {
		this.healthStatus = healthStatus;
		return this;
	}

	@Override
	public WasmPoolBuilder snapshot(boolean snapshot) {
		this.snapshot = snapshot;
		return this;
	}

	@Override
	public WasmPoolBuilder snapshot(WasmAction<? extends Exception> work) {
		this.snapshotWork.add(work);
		return snapshot(true);
	}

	@Override
	public WasmPool build() {
		int minIdle = (this.minIdle != null) ? this.minIdle : this.size;
		GenerationPlan plan = plan();
		validate(plan, minIdle);
		plan.requireState(this.module);
		this.runtime.requireOpen();
		PoolCode code = PoolCode.of(plan, this.module.copy());
		BudgetShare budget = new BudgetShare(this.name, this.runtime.budget(), plan.need(code.module()));
		boolean taken = false;
		InstancePool pool;
		try {
			if (plan.hostFunctionSource() == null) {
				code.linker().link();
			}
			String refusal = budget.take(this.size);
			if (refusal != null) {
				throw new WasmSettingsException("", List
					.of(SettingProblem.of("Pool '" + this.name + "' is too large, lower 'size': " + refusal, "size")));
			}
			taken = true;
			pool = build(plan, code, minIdle, budget);
		}
		catch (Throwable ex) {
			budget.give(taken ? this.size : 0);
			code.release();
			throw ex;
		}
		if (!this.runtime.registry().add(pool)) {
			pool.close();
			throw new WasmSettingsException("", List.of(SettingProblem
				.of("There is a pool '" + this.name + "' already; 'name' must be unique among the pools that live")));
		}
		if (this.runtime.isClosed()) {
			// The runtime was closed meanwhile and may have looked for pools before this
			// one was there
			pool.close();
			this.runtime.requireOpen();
		}
		pool.opened();
		return pool;
	}

	private GenerationPlan plan() {
		return new GenerationPlan(this.name, reset(), this.executionTimeout, this.resetExport,
				(this.validator != null) ? this.validator : this.validatorIfWarm, this.maxMemoryGrowth, this.snapshot,
				List.copyOf(this.snapshotWork), List.copyOf(this.hostFunctions), this.hostFunctionSource,
				this.maxHostCalls, this.wasi, this.abi, this.json, this.execution, this.dedicatedThreadStack);
	}

	private InstancePool build(GenerationPlan plan, PoolCode code, int minIdle, BudgetShare budget) {
		PoolSettings settings = new PoolSettings(this.name, this.size, minIdle, this.acquireTimeout, this.maxWaiting,
				reuse(), this.leakDetectionThreshold, this.shutdownGracePeriod);
		Execution execution = execution();
		CallMeter calls = new CallMeter(this.name);
		Need each = plan.need(code.module());
		PoolLog log = new PoolLog(this.name, this.size);
		InstanceGeneration first = new InstanceGeneration(plan, code, null, execution, calls, log,
				() -> budget.leave(each));
		PoolEvents events = this.runtime.events();
		SlotPool<GuestInstance> slots = new SlotPool<>(settings, first, budget, this.runtime.refill(),
				this.runtime.refillThreads(), events);
		return new InstancePool(this.runtime.registry(), settings, slots, execution, calls, this.executor,
				new PoolSwaps(this.name, slots, new Preflight(plan, slots, budget, execution, calls),
						List.copyOf(this.swapListeners), log),
				events, log, this.healthStatus);
	}

	private Execution execution() {
		if (this.execution == ExecutionMode.CALLER) {
			return CallerExecution.INSTANCE;
		}
		UnaryOperator<Runnable> decorator = this.taskDecorator;
		DedicatedThreads threads = new DedicatedThreads(this.name, this.size, this.dedicatedThreadStack,
				this.module.settings().engine().guestStack());
		return new DedicatedExecution(threads, (decorator != null) ? decorator : UnaryOperator.identity());
	}

	private ResetPolicy reset() {
		ResetPolicy reset = this.reset;
		return (reset != null) ? reset : this.module.isShared() ? ResetPolicy.WARM : ResetPolicy.FRESH;
	}

	private ReuseLimits reuse() {
		return new ReuseLimits(this.maxUses, this.maxLifetime, this.idleTimeout);
	}

	private void validate(GenerationPlan plan, int minIdle) {
		SettingProblems problems = new SettingProblems();
		problems.unless(this.maxHostCalls >= 1 && this.maxHostCalls <= HIGHEST_HOST_CALLS,
				"'max-host-calls' must be between 1 and " + HIGHEST_HOST_CALLS + " but is " + this.maxHostCalls,
				"max-host-calls");
		if (this.module.isShared()) {
			validateShared(problems);
		}
		problems.addAll(PoolSettings.problems(this.name, this.size, minIdle, this.acquireTimeout, this.maxWaiting,
				reuse(), this.leakDetectionThreshold, this.shutdownGracePeriod));
		for (String key : warmOnly()) {
			problems.unless(reset() == ResetPolicy.WARM, "'" + key + "' needs 'reset' to be warm", key, "reset");
		}
		problems.unless(this.maxMemoryGrowth == null || this.maxMemoryGrowth >= 0,
				"'max-memory-growth' must not be negative but is " + this.maxMemoryGrowth, "max-memory-growth");
		problems.unless(this.validator == null || reset() == ResetPolicy.WARM, "'validator' needs 'reset' to be warm",
				"reset");
		problems.unlessPositive("execution-timeout", this.executionTimeout);
		problems.unless(this.resetExport == null || reset() == ResetPolicy.WARM,
				"'reset-export' needs 'reset' to be warm", "reset-export", "reset");
		problems.addAll(plan.problems(this.module));
		problems.throwAny("Pool '" + this.name + "'");
	}

	private List<String> warmOnly() {
		Map<String, @Nullable Object> settings = new LinkedHashMap<>();
		settings.put("max-uses", this.maxUses);
		settings.put("max-lifetime", this.maxLifetime);
		settings.put("idle-timeout", this.idleTimeout);
		settings.put("max-memory-growth", this.maxMemoryGrowth);
		return settings.keySet().stream().filter((key) -> settings.get(key) != null).toList();
	}

	/**
	 * Each instance that was made on a shared memory leaves something behind.
	 */
	private void validateShared(SettingProblems problems) {
		problems.unless(this.reset != ResetPolicy.FRESH,
				"'reset' must be warm, or not set, because instances with 'memory.shared' are replaced only when"
						+ " they fail",
				"reset", "memory.shared");
		problems.unless(!this.snapshot,
				"'snapshot' must be false, or not set, because instances with 'memory.shared' have no state of their own",
				"snapshot", "memory.shared");
		String reason = " cannot be combined with 'memory.shared', whose instances are replaced only when they fail";
		warmOnly().forEach((key) -> problems.unless(false, "'" + key + "'" + reason, key, "memory.shared"));
		problems.unless(this.abi.inputBuffer() == null,
				"'abi.input-buffer' cannot be combined with 'memory.shared', because all instances would put their"
						+ " arguments into one buffer; use 'abi.keep-buffer'",
				"abi.input-buffer", "abi.keep-buffer", "memory.shared");
	}

}
