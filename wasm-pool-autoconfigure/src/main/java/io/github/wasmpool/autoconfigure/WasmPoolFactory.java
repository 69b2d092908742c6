package io.github.wasmpool.autoconfigure;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.github.wasmpool.AbiOptions;
import io.github.wasmpool.GuestFeatures;
import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasiOptions;
import io.github.wasmpool.WasmInstanceValidator;
import io.github.wasmpool.WasmJson;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleBuilder;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolBuilder;
import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.type.MemoryLimits;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.task.TaskDecorator;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Makes the module and the pool of a definition. The definitions of the beans name its
 * methods.
 */
final class WasmPoolFactory {

	private final PoolDefinitions definitions;

	private final ModuleReader reader;

	private final ObjectProvider<TaskDecorator> taskDecorator;

	private final ObjectProvider<WasmInstanceValidator> validator;

	private final ObjectProvider<WasmPoolBuilderCustomizer> customizers;

	private final HostFunctionBeans hostFunctions;

	private final ObjectProvider<WasmJson> json;

	private final Supplier<@Nullable Executor> executor;

	WasmPoolFactory(PoolDefinitions definitions, ResourceLoader resourceLoader,
			ObjectProvider<TaskDecorator> taskDecorator, ObjectProvider<WasmInstanceValidator> validator,
			ObjectProvider<WasmPoolBuilderCustomizer> customizers, HostFunctionBeans hostFunctions,
			ObjectProvider<WasmJson> json, Supplier<@Nullable Executor> executor) {
		this.definitions = definitions;
		this.reader = new ModuleReader(resourceLoader);
		this.hostFunctions = hostFunctions;
		this.json = json;
		this.executor = executor;
		this.taskDecorator = taskDecorator;
		this.validator = validator;
		this.customizers = customizers;
	}

	/**
	 * Compile the module of a pool.
	 * @param name the name of the pool
	 * @param runtime the runtime to compile it with
	 * @return the module
	 */
	WasmModule module(String name, WasmRuntime runtime) {
		PoolDefinition definition = this.definitions.get(name);
		return build(definition, () -> {
			WasmModuleBuilder builder = this.reader.read(definition, runtime);
			apply(definition.properties(), builder);
			return builder.build();
		});
	}

	/**
	 * Build a pool.
	 * @param name the name of the pool
	 * @param runtime the runtime to build it with
	 * @param module the module of its instances
	 * @return the pool
	 */
	WasmPool pool(String name, WasmRuntime runtime, WasmModule module) {
		PoolDefinition definition = this.definitions.get(name);
		return build(definition, () -> {
			WasmPoolBuilder builder = runtime.pool(module).name(name);
			apply(definition.properties(), builder);
			this.taskDecorator.ifUnique((decorator) -> builder.taskDecorator(decorator::decorate));
			Executor executor = this.executor.get();
			if (executor != null) {
				builder.executor(executor);
			}
			if (definition.properties().getReset() == ResetPolicy.WARM
					|| isShared(definition.properties().getMemory())) {
				this.validator.ifUnique(builder::validator);
			}
			this.json.ifUnique(builder::json);
			builder.hostFunctionSource(() -> this.hostFunctions.find(name, module));
			this.customizers.orderedStream().forEach((customizer) -> customizer.customize(name, builder));
			return builder.build();
		});
	}

	private static <T> T build(PoolDefinition definition, Build<T> build) {
		try {
			return build.run();
		}
		catch (WasmModuleException ex) {
			throw new UnusableModuleException(definition, ex);
		}
		catch (IllegalArgumentException ex) {
			throw new ImpossibleSettingsException("pool '" + definition.name() + "'", definition.keys(), ex);
		}
	}

	private static void apply(PoolProperties properties, WasmModuleBuilder builder) {
		PoolProperties.Memory memory = properties.getMemory();
		if (memory.getInitialPages() != null || memory.getMaxPages() != null) {
			builder.memory(new MemoryLimits(memory.getInitialPages(), memory.getMaxPages()));
		}
		builder.limits(limits(properties.getLimits()));
		builder.features(features(properties.getFeatures(), isShared(memory)));
		PropertyMapper map = PropertyMapper.get();
		map.from(memory::getShared).to(builder::sharedMemory);
		map.from(properties::getInterruptible).to(builder::interruptible);
		map.from(properties::getExecutionTimeout).to(builder::executionTimeout);
		map.from(properties::getInitializationTimeout).to(builder::initializationTimeout);
		map.from(properties::getInitialize).whenHasText().to(builder::initialize);
		map.from(properties::getGuestStack).as(DataSize::toBytes).to(builder::guestStack);
	}

	private static boolean isShared(PoolProperties.Memory memory) {
		return Boolean.TRUE.equals(memory.getShared());
	}

	private static ModuleLimits limits(PoolProperties.Limits limits) {
		ModuleLimits defaults = ModuleLimits.DEFAULTS;
		return new ModuleLimits(
				(limits.getTableElements() != null) ? limits.getTableElements() : defaults.tableElements(),
				(limits.getTables() != null) ? limits.getTables() : defaults.tables(),
				(limits.getFunctions() != null) ? limits.getFunctions() : defaults.functions(),
				(limits.getComplexity() != null) ? limits.getComplexity() : defaults.complexity(),
				(limits.getTotalComplexity() != null) ? limits.getTotalComplexity() : defaults.totalComplexity(),
				(limits.getModuleSize() != null) ? limits.getModuleSize().toBytes() : defaults.moduleSize());
	}

	private static GuestFeatures features(PoolProperties.Features features, boolean threads) {
		GuestFeatures defaults = GuestFeatures.DEFAULTS;
		return new GuestFeatures((features.getSimd() != null) ? features.getSimd() : defaults.simd(),
				(features.getThreads() != null) ? features.getThreads() : threads);
	}

	private static void apply(PoolProperties properties, WasmPoolBuilder builder) {
		PropertyMapper map = PropertyMapper.get();
		map.from(properties::getSize).to(builder::size);
		map.from(properties::getMinIdle).to(builder::minIdle);
		map.from(properties::getAcquireTimeout).to(builder::acquireTimeout);
		map.from(properties::getMaxWaiting).to(builder::maxWaiting);
		map.from(properties::getExecutionTimeout).to(builder::executionTimeout);
		map.from(properties::getReset).to(builder::reset);
		map.from(properties::getResetExport).whenHasText().to(builder::resetExport);
		map.from(properties::getMaxUses).to(builder::maxUses);
		map.from(properties::getMaxLifetime).to(builder::maxLifetime);
		map.from(properties::getIdleTimeout).to(builder::idleTimeout);
		map.from(properties::getExecution).to(builder::execution);
		map.from(properties.getDedicated()::getThreadStack).as(DataSize::toBytes).to(builder::dedicatedThreadStack);
		map.from(properties::getLeakDetectionThreshold).to(builder::leakDetectionThreshold);
		map.from(properties::getMaxHostCalls).to(builder::maxHostCalls);
		map.from(properties::getShutdownGracePeriod).to(builder::shutdownGracePeriod);
		WasiOptions wasi = wasi(properties.getWasi());
		if (!wasi.equals(WasiOptions.INERT)) {
			builder.wasi(wasi);
		}
		AbiOptions abi = abi(properties.getAbi());
		if (!abi.equals(AbiOptions.DEFAULTS)) {
			builder.abi(abi);
		}
	}

	private static AbiOptions abi(PoolProperties.Abi abi) {
		AbiOptions defaults = AbiOptions.DEFAULTS;
		return new AbiOptions(named(abi.getAllocate()), named(abi.getFree()),
				(abi.getFreeArguments() != null) ? abi.getFreeArguments() : defaults.freeArguments(),
				(abi.getResult() != null) ? abi.getResult() : defaults.result(), named(abi.getResultLength()),
				(abi.getFreeResult() != null) ? abi.getFreeResult() : defaults.freeResult(),
				named(abi.getInputBuffer()), named(abi.getInputBufferSize()), (abi.getKeepBuffer() != null)
						? (int) Math.min(abi.getKeepBuffer().toBytes(), Integer.MAX_VALUE) : defaults.keepBuffer());
	}

	/**
	 * Return an export, or {@code null} if it is left blank, as one does that is not to
	 * be inherited.
	 */
	private static @Nullable String named(@Nullable String export) {
		return StringUtils.hasText(export) ? export : null;
	}

	private static WasiOptions wasi(PoolProperties.Wasi wasi) {
		WasiOptions inert = WasiOptions.INERT;
		List<PoolProperties.Directory> directories = wasi.getDirectories();
		return new WasiOptions((wasi.getArgs() != null) ? wasi.getArgs() : inert.args(),
				(wasi.getEnvironment() != null) ? wasi.getEnvironment() : inert.environment(),
				(directories != null) ? directories.stream().map(WasmPoolFactory::directory).toList()
						: inert.directories(),
				(wasi.getOutputLimit() != null) ? wasi.getOutputLimit().toBytes() : inert.outputLimit(),
				(wasi.getMaxLineLength() != null) ? (int) Math.min(wasi.getMaxLineLength().toBytes(), Integer.MAX_VALUE)
						: inert.maxLineLength());
	}

	private static WasiOptions.Directory directory(PoolProperties.Directory directory) {
		String guest = directory.getGuest();
		String host = directory.getHost();
		if (guest == null || host == null) {
			throw new IllegalArgumentException(
					"'wasi.directories' must name 'guest' and 'host' for each directory, but has 'guest' " + guest
							+ " with 'host' " + host);
		}
		return new WasiOptions.Directory(guest, Path.of(host), directory.isWritable());
	}

	/**
	 * Builds something.
	 *
	 * @param <T> the type of what is built
	 */
	@FunctionalInterface
	private interface Build<T> {

		T run();

	}

}
