package io.github.wasmpool.autoconfigure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.wasmpool.AbiOptions;
import io.github.wasmpool.GuestFeatures;
import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.SettingProblem;
import io.github.wasmpool.WasiOptions;
import io.github.wasmpool.WasmModuleBuilder;
import io.github.wasmpool.WasmPoolBuilder;
import io.github.wasmpool.WasmSettingsException;
import io.github.wasmpool.type.MemoryLimits;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Gives builders what is configured, one line for each key. What is not configured is
 * left to them.
 */
final class PoolPropertiesMapper {

	private final PropertyMapper map = PropertyMapper.get();

	private final PoolProperties properties;

	PoolPropertiesMapper(PoolProperties properties) {
		this.properties = properties;
	}

	/**
	 * Configure what is fixed when a module is compiled.
	 * @param builder the builder of the module
	 */
	void apply(WasmModuleBuilder builder) {
		this.map.from(this.properties::moduleSha256).whenHasText().as(String::trim).to(builder::sha256);
		PoolProperties.Memory memory = this.properties.memory();
		if (memory.initialPages() != null || memory.maxPages() != null) {
			builder.memory(new MemoryLimits(memory.initialPages(), memory.maxPages()));
		}
		this.map.from(memory::reserve).to(builder::memoryReserve);
		this.map.from(memory::shared).to(builder::sharedMemory);
		this.map.from(limits()).when((limits) -> !limits.equals(ModuleLimits.DEFAULTS)).to(builder::limits);
		this.map.from(features()).to(builder::features);
		this.map.from(this.properties::interruptible).to(builder::interruptible);
		this.map.from(this.properties::executionTimeout).to(builder::executionTimeout);
		this.map.from(this.properties::initializationTimeout).to(builder::initializationTimeout);
		this.map.from(this.properties::initialize).whenHasText().to(builder::initialize);
		this.map.from(this.properties.imports()::missing).to(builder::missingImports);
		this.map.from(this.properties::guestStack).as(DataSize::toBytes).to(builder::guestStack);
	}

	/**
	 * Configure a pool.
	 * @param builder the builder of the pool
	 */
	void apply(WasmPoolBuilder builder) {
		this.map.from(this.properties::size).to(builder::size);
		this.map.from(this.properties::minIdle).to(builder::minIdle);
		this.map.from(this.properties::acquireTimeout).to(builder::acquireTimeout);
		this.map.from(this.properties::maxWaiting).to(builder::maxWaiting);
		this.map.from(this.properties::executionTimeout).to(builder::executionTimeout);
		this.map.from(this.properties::reset).to(builder::reset);
		this.map.from(this.properties::resetExport).whenHasText().to(builder::resetExport);
		this.map.from(this.properties::maxUses).to(builder::maxUses);
		this.map.from(this.properties::maxLifetime).to(builder::maxLifetime);
		this.map.from(this.properties::idleTimeout).to(builder::idleTimeout);
		this.map.from(this.properties::maxMemoryGrowth).to(builder::maxMemoryGrowth);
		this.map.from(this.properties::snapshot).to(builder::snapshot);
		this.map.from(this.properties::execution).to(builder::execution);
		this.map.from(this.properties.dedicated()::threadStack).as(DataSize::toBytes).to(builder::dedicatedThreadStack);
		this.map.from(this.properties::leakDetectionThreshold).to(builder::leakDetectionThreshold);
		this.map.from(this.properties::maxHostCalls).to(builder::maxHostCalls);
		this.map.from(this.properties::shutdownGracePeriod).to(builder::shutdownGracePeriod);
		builder.healthStatus(!Boolean.FALSE.equals(this.properties.health().enabled()));
		this.map.from(wasi()).when((wasi) -> !wasi.equals(WasiOptions.INERT)).to(builder::wasi);
		this.map.from(abi()).when((abi) -> !abi.equals(AbiOptions.DEFAULTS)).to(builder::abi);
	}

	private ModuleLimits limits() {
		PoolProperties.Limits from = this.properties.limits();
		ModuleLimits to = ModuleLimits.DEFAULTS;
		to = this.map.from(from::tableElements).to(to, ModuleLimits::withTableElements);
		to = this.map.from(from::tables).to(to, ModuleLimits::withTables);
		to = this.map.from(from::functions).to(to, ModuleLimits::withFunctions);
		to = this.map.from(from::complexity).to(to, ModuleLimits::withComplexity);
		to = this.map.from(from::totalComplexity).to(to, ModuleLimits::withTotalComplexity);
		return this.map.from(from::moduleSize).as(DataSize::toBytes).to(to, ModuleLimits::withModuleSize);
	}

	/**
	 * Return the features, or {@code null} if none is configured, so that a shared memory
	 * switches threads on.
	 */
	private @Nullable GuestFeatures features() {
		PoolProperties.Features features = this.properties.features();
		if (features.simd() == null && features.threads() == null) {
			return null;
		}
		return GuestFeatures.of(features.simd(), features.threads(),
				Boolean.TRUE.equals(this.properties.memory().shared()));
	}

	private AbiOptions abi() {
		PoolProperties.Abi from = this.properties.abi();
		AbiOptions to = AbiOptions.DEFAULTS.withInputBuffer(named(from.inputBuffer()), named(from.inputBufferSize()));
		to = this.map.from(from::allocate).whenHasText().to(to, AbiOptions::withAllocate);
		to = this.map.from(from::free).whenHasText().to(to, AbiOptions::withFree);
		to = this.map.from(from::freeArguments).to(to, AbiOptions::withFreeArguments);
		to = this.map.from(from::result).to(to, AbiOptions::withResult);
		to = this.map.from(from::resultLength).whenHasText().to(to, AbiOptions::withResultLength);
		to = this.map.from(from::bytesClass).whenHasText().to(to, AbiOptions::withBytesClass);
		to = this.map.from(from::freeResult).to(to, AbiOptions::withFreeResult);
		return this.map.from(from::keepBuffer).as(PoolPropertiesMapper::toInt).to(to, AbiOptions::withKeepBuffer);
	}

	private WasiOptions wasi() {
		PoolProperties.Wasi from = this.properties.wasi();
		WasiOptions to = WasiOptions.INERT;
		to = this.map.from(from::args).as((args) -> args.toArray(String[]::new)).to(to, WasiOptions::withArgs);
		to = this.map.from(from::environment).to(to, WasiOptions::withEnvironment);
		to = this.map.from(from::directories)
			.as(PoolPropertiesMapper::directories)
			.to(to, WasiOptions::withDirectories);
		to = this.map.from(from::outputLimit).as(DataSize::toBytes).to(to, WasiOptions::withOutputLimit);
		return this.map.from(from::maxLineLength)
			.as(PoolPropertiesMapper::toInt)
			.to(to, WasiOptions::withMaxLineLength);
	}

	private static int toInt(DataSize size) {
		return (int) Math.min(size.toBytes(), Integer.MAX_VALUE);
	}

	/**
	 * Return an export, or {@code null} if it is left blank, as one does that is not to
	 * be inherited.
	 */
	private static @Nullable String named(@Nullable String export) {
		return StringUtils.hasText(export) ? export : null;
	}

	private static List<WasiOptions.Directory> directories(List<PoolProperties.Directory> configured) {
		List<WasiOptions.Directory> directories = new ArrayList<>();
		for (PoolProperties.Directory directory : configured) {
			String guest = directory.guest();
			String host = directory.host();
			if (guest == null || host == null) {
				String key = "wasi.directories[" + directories.size() + "]";
				throw new WasmSettingsException("",
						List.of(SettingProblem.of("'" + key + "' must name 'guest' and 'host', " + "but has 'guest' "
								+ guest + " with 'host' " + host, key)));
			}
			directories.add(new WasiOptions.Directory(guest, Path.of(host), directory.writable()));
		}
		return directories;
	}

}
