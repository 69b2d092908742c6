package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import io.github.wasmpool.EngineOptions;
import io.github.wasmpool.GuestFeatures;
import io.github.wasmpool.MissingImports;
import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.SettingProblem;
import io.github.wasmpool.SettingProblems;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleBuilder;
import io.github.wasmpool.binary.BinaryModule;
import io.github.wasmpool.binary.ModuleSource;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.ExportType;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.type.MemoryType;
import io.github.wasmpool.type.Wording;
import io.github.wasmpool.wasmtime.EngineSettings;
import io.github.wasmpool.wasmtime.GuestInstance.Initialization;
import io.github.wasmpool.wasmtime.MemoryReservation;
import org.jspecify.annotations.Nullable;

/**
 * Builds modules of a runtime.
 */
final class ModuleBuilder implements WasmModuleBuilder {

	private static final Pattern DIGEST = Pattern.compile("[0-9a-fA-F]{64}");

	private final WasmtimeRuntime runtime;

	private final EngineOptions options;

	private final byte[] binary;

	private String name = "module";

	private @Nullable String sha256;

	private MemoryLimits memory = MemoryLimits.ofModule();

	private int memoryReserve;

	private ModuleLimits limits = ModuleLimits.DEFAULTS;

	private boolean sharedMemory;

	private @Nullable GuestFeatures features;

	private @Nullable Long memoryReservation;

	private boolean interruptible = true;

	private @Nullable Duration executionTimeout;

	private @Nullable Duration initializationTimeout;

	private @Nullable String initialize;

	private long guestStack = EngineSettings.DEFAULT_GUEST_STACK;

	private final List<HostFunction> hostFunctions = new ArrayList<>();

	private MissingImports missingImports = MissingImports.REFUSE;

	ModuleBuilder(WasmtimeRuntime runtime, EngineOptions options, byte[] binary) {
		this.runtime = runtime;
		this.options = options;
		this.binary = binary;
	}

	@Override
	public WasmModuleBuilder name(String name) {
		this.name = name;
		return this;
	}

	@Override
	public WasmModuleBuilder sha256(@Nullable String sha256) {
		this.sha256 = sha256;
		return this;
	}

	@Override
	public WasmModuleBuilder memory(MemoryLimits memory) {
		this.memory = memory;
		return this;
	}

	@Override
	public WasmModuleBuilder memoryReserve(int pages) {
		this.memoryReserve = pages;
		return this;
	}

	@Override
	public WasmModuleBuilder limits(ModuleLimits limits) {
		this.limits = limits;
		return this;
	}

	@Override
	public WasmModuleBuilder features(GuestFeatures features) {
		this.features = features;
		return this;
	}

	@Override
	public WasmModuleBuilder sharedMemory(boolean sharedMemory) {
		this.sharedMemory = sharedMemory;
		return this;
	}

	@Override
	public WasmModuleBuilder memoryReservation(@Nullable Long bytes) {
		this.memoryReservation = bytes;
		return this;
	}

	@Override
	public WasmModuleBuilder interruptible(boolean interruptible) {
		this.interruptible = interruptible;
		return this;
	}

	@Override
	public WasmModuleBuilder executionTimeout(Duration timeout) {
		this.executionTimeout = timeout;
		return this;
	}

	@Override
	public WasmModuleBuilder initializationTimeout(Duration timeout) {
		this.initializationTimeout = timeout;
		return this;
	}

	@Override
	public WasmModuleBuilder initialize(@Nullable String export) {
		this.initialize = export;
		return this;
	}

	@Override
	public WasmModuleBuilder guestStack(long bytes) {
		this.guestStack = bytes;
		return this;
	}

	@Override
	public WasmModuleBuilder hostFunctions(HostFunction... functions) {
		this.hostFunctions.addAll(List.of(functions));
		return this;
	}

	@Override
	public WasmModuleBuilder missingImports(MissingImports missing) {
		this.missingImports = missing;
		return this;
	}

	@Override
	public WasmModule build() {
		GuestFeatures features = features();
		String digest = (this.sha256 != null) ? this.sha256.toLowerCase(Locale.ROOT) : null;
		if (digest != null) {
			ModuleSettings.requireDigest(this.name, ModuleSource.sha256(this.binary), digest);
		}
		BinaryModule inspected = BinaryModule.inspect(this.name, this.binary, this.limits, features, reservesLess(),
				this.sharedMemory);
		validate(inspected);
		return this.runtime.compile(inspected, inspected.source(), new ModuleSettings(this.memory, this.memoryReserve,
				this.sharedMemory,
				new EngineSettings(this.options.optimization(), this.interruptible, this.guestStack, features,
						reservation(inspected)),
				orElse(this.executionTimeout, ModuleSettings.DEFAULT_EXECUTION_TIMEOUT),
				new Initialization(orElse(this.initializationTimeout, ModuleSettings.DEFAULT_INITIALIZATION_TIMEOUT),
						this.initialize, PoolBuilder.HIGHEST_HOST_CALLS),
				digest), List.copyOf(this.hostFunctions), this.missingImports);
	}

	private GuestFeatures features() {
		GuestFeatures features = this.features;
		SettingProblems problems = new SettingProblems();
		problems.addAll(this.limits.problems());
		problems.unless(this.sha256 == null || DIGEST.matcher(this.sha256).matches(),
				"'module-sha256' must be 64 hexadecimal digits but is '" + Wording.name(String.valueOf(this.sha256))
						+ "'",
				"module-sha256");
		problems.unless(!this.sharedMemory || features == null || features.threads(),
				"'memory.shared' needs 'features.threads' to be true, or not set", "memory.shared", "features.threads");
		problems.throwAny("Module '" + this.name + "'");
		return (features != null) ? features : GuestFeatures.of(null, null, this.sharedMemory);
	}

	private void validate(BinaryModule inspected) {
		SettingProblems problems = new SettingProblems();
		problems.unlessPositive("execution-timeout", this.executionTimeout);
		problems.unlessPositive("initialization-timeout", this.initializationTimeout);
		problems.unless(this.interruptible || this.executionTimeout == null,
				"'execution-timeout' needs 'interruptible' to be true", "execution-timeout", "interruptible");
		problems.unless(this.interruptible || this.initializationTimeout == null,
				"'initialization-timeout' needs 'interruptible' to be true", "initialization-timeout", "interruptible");
		problems.unless(
				this.guestStack >= EngineSettings.MIN_GUEST_STACK && this.guestStack <= EngineSettings.MAX_GUEST_STACK,
				"'guest-stack' must be between 32 KiB and 2 MiB but is " + Wording.count(this.guestStack, "byte"),
				"guest-stack");
		Long reserved = this.memoryReservation;
		problems.unless(reserved == null || (reserved > 0 && reserved <= MemoryReservation.DEFAULT.bytes()),
				"'memory-reservation' must be between 1 byte and 4 GiB but is " + reserved);
		problems.unless(this.memoryReserve >= 0, "'memory.reserve' must not be negative but is " + this.memoryReserve,
				"memory.reserve");
		problems.addAll(initializeProblems(inspected.exports(), this.initialize));
		problems.throwAny("Module '" + this.name + "'");
	}

	/**
	 * Find out what keeps an export from being called in each new instance.
	 * @param exports what the module exports
	 * @param export the name of the export, or {@code null} for none
	 * @return the problems; empty if there are none
	 */
	static List<SettingProblem> initializeProblems(List<ExportType> exports, @Nullable String export) {
		SettingProblems problems = new SettingProblems();
		problems.unless(export == null || isAction(exports, export),
				"'initialize' names '" + Wording.name(export) + "', which is no exported function without parameters",
				"initialize");
		problems.unless(!"_initialize".equals(export),
				"'initialize' names '_initialize', which is called by itself; leave 'initialize' out, or name what is to be"
						+ " called after it",
				"initialize");
		return problems.toList();
	}

	/**
	 * Whether less is reserved than a guest can address, so that accesses are checked.
	 */
	private boolean reservesLess() {
		Long own = this.memoryReservation;
		Long bytes = (own != null) ? own : this.options.memoryReservation();
		return bytes != null && bytes < MemoryReservation.DEFAULT.bytes();
	}

	/**
	 * A shared memory cannot move, so all that it can grow to is reserved.
	 */
	private MemoryReservation reservation(BinaryModule inspected) {
		MemoryReservation reservation = MemoryReservation
			.of((this.memoryReservation != null) ? this.memoryReservation : this.options.memoryReservation());
		return this.sharedMemory ? inspected.memory()
			.map(MemoryType::maxPages)
			.map((pages) -> reservation.atLeast((long) pages * MemoryLimits.PAGE_SIZE))
			.orElse(reservation) : reservation;
	}

	/**
	 * Whether a module exports a function that can be called without arguments.
	 */
	static boolean isAction(List<ExportType> exports, String export) {
		for (ExportType type : exports) {
			if (type.name().equals(export) && type.type() instanceof FunctionType function) {
				return function.params().isEmpty() && function.isNumeric();
			}
		}
		return false;
	}

	private static Duration orElse(@Nullable Duration value, Duration other) {
		return (value != null) ? value : other;
	}

}
