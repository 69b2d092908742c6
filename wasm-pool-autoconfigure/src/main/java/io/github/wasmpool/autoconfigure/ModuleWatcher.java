package io.github.wasmpool.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.github.wasmpool.SettingProblems;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolClosedException;
import io.github.wasmpool.WasmPools;
import io.github.wasmpool.binary.ModuleSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.core.io.Resource;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Replaces the code of pools whose file has changed ('reload.watch'). One thread looks at
 * all files, between the start and the stop of the application.
 */
final class ModuleWatcher implements SmartLifecycle {

	static final Duration DEFAULT_QUIET_PERIOD = Duration.ofSeconds(10);

	private static final Logger logger = LoggerFactory.getLogger(ModuleWatcher.class);

	private static final long LONGEST_PAUSE = 1_000;

	private static final long SHORTEST_PAUSE = 10;

	private final List<WatchedModule> modules;

	private final WasmPools pools;

	private @Nullable ScheduledExecutorService executor;

	private ModuleWatcher(List<WatchedModule> modules, WasmPools pools) {
		this.modules = modules;
		this.pools = pools;
	}

	/**
	 * Create a watcher for the pools that ask for it.
	 * @param definitions the pools
	 * @param reader finds their files
	 * @param pools the pools that live
	 * @return a watcher that has not started
	 */
	static ModuleWatcher of(PoolDefinitions definitions, ModuleReader reader, WasmPools pools) {
		List<WatchedModule> modules = new ArrayList<>();
		for (PoolDefinition definition : definitions.all()) {
			if (definition.isEnabled() && definition.hasModule()
					&& Boolean.TRUE.equals(definition.properties().reload().watch())) {
				modules.add(watch(definition, reader));
			}
		}
		return new ModuleWatcher(modules, pools);
	}

	private static WatchedModule watch(PoolDefinition definition, ModuleReader reader) {
		Duration configured = definition.properties().reload().quietPeriod();
		Resource resource = reader.resource(definition);
		SettingProblems problems = new SettingProblems();
		problems.unlessPositive("reload.quiet-period", configured);
		problems.unless(resource.isFile(),
				"'reload.watch' needs a module that is a file of its own, but 'module' is " + resource.getDescription(),
				"reload.watch", "module");
		try {
			problems.throwAny("Pool '" + definition.name() + "'");
			return new WatchedModule(definition.name(), resource.getFile().toPath(),
					(configured != null) ? configured : DEFAULT_QUIET_PERIOD);
		}
		catch (IllegalArgumentException ex) {
			throw new ImpossibleSettingsException("pool '" + definition.name() + "'", definition.keys(), ex);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	// What look() throws is logged there
	@SuppressWarnings("FutureReturnValueIgnored")
	@Override
	public synchronized void start() {
		if (this.modules.isEmpty() || this.executor != null) {
			return;
		}
		CustomizableThreadFactory threads = new CustomizableThreadFactory("wasm-reload-");
		threads.setDaemon(true);
		ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(threads);
		long pause = LONGEST_PAUSE;
		for (WatchedModule module : this.modules) {
			pause = Math.min(pause, Math.max(SHORTEST_PAUSE, module.quietMillis() / 4));
		}
		executor.execute(() -> this.modules.forEach(WatchedModule::begin));
		executor.scheduleWithFixedDelay(() -> this.modules.forEach(this::look), 0, pause, TimeUnit.MILLISECONDS);
		this.executor = executor;
	}

	private void look(WatchedModule module) {
		try {
			if (module.isToBeRead(System.nanoTime())) {
				reload(module);
			}
		}
		catch (IOException ex) {
			logger.warn("{} - its module cannot be read and is tried again", module.pool(), ex);
			module.readAgain(System.nanoTime());
		}
		catch (Throwable ex) {
			logger.warn("{} - its module could not be watched for a moment", module.pool(), ex);
		}
	}

	private void reload(WatchedModule module) throws IOException {
		WasmPool pool = this.pools.find(module.pool()).orElse(null);
		if (pool == null) {
			return;
		}
		byte[] binary = Files.readAllBytes(module.file());
		if (!module.isAsSeen()) {
			// It was written meanwhile
			return;
		}
		if (ModuleSource.sha256(binary).equals(pool.module().sha256())) {
			return;
		}
		try {
			pool.replace(binary);
		}
		catch (WasmPoolClosedException ex) {
			logger.debug("{} - it was closed before its module was replaced", module.pool(), ex);
		}
		catch (RuntimeException ex) {
			if (isStopping()) {
				logger.debug("{} - its module was not replaced, the application stops", module.pool(), ex);
				return;
			}
			logger.warn("{} - {} has changed, but cannot replace the module; the one before serves on until the file"
					+ " changes again", module.pool(), module.file(), ex);
		}
	}

	private synchronized boolean isStopping() {
		return this.executor == null;
	}

	/**
	 * Stop to watch. A replacement that is under way is aborted when its pool is drained.
	 */
	@Override
	public void stop() {
		ScheduledExecutorService executor;
		synchronized (this) {
			executor = this.executor;
			this.executor = null;
		}
		if (executor != null) {
			executor.shutdownNow();
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.executor != null;
	}

	/**
	 * After the pools, and so before them when the application stops.
	 */
	@Override
	public int getPhase() {
		return WasmPoolLifecycle.PHASE + 1;
	}

}
