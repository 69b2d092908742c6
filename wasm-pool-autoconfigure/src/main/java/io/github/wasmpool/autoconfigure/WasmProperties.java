package io.github.wasmpool.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.wasmpool.EngineOptions;
import io.github.wasmpool.EngineOptions.Optimization;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.util.unit.DataSize;

/**
 * Configuration properties of WebAssembly pools and of the engine they share.
 */
@ConfigurationProperties("wasm")
public class WasmProperties {

	/**
	 * The default pool, and what named pools inherit.
	 */
	@NestedConfigurationProperty
	private final PoolProperties pool = new PoolProperties();

	/**
	 * Pools by name, each with the keys of the default pool and inheriting from it what
	 * it leaves out, but for 'enabled'. A name begins with a lower-case letter;
	 * lower-case letters and digits follow.
	 */
	private final Map<String, PoolProperties> pools = new LinkedHashMap<>();

	private final Engine engine = new Engine();

	public PoolProperties getPool() {
		return this.pool;
	}

	/**
	 * Return the named pools as they are written, without what they inherit.
	 * @return the properties by name
	 */
	public Map<String, PoolProperties> getPools() {
		return this.pools;
	}

	public Engine getEngine() {
		return this.engine;
	}

	/**
	 * What holds for the engine as a whole.
	 */
	public static class Engine {

		/**
		 * How the compiler optimises.
		 */
		private Optimization optimization = EngineOptions.DEFAULTS.optimization();

		/**
		 * Grain of deadlines, 1 ms to 1 s. A call is ended at most three intervals after
		 * its deadline, never before it; later only where the processors are busy.
		 */
		private Duration epochInterval = EngineOptions.DEFAULTS.epochInterval();

		/**
		 * Most threads that make and free instances in the background, at least 1. Those
		 * that one instance holds up while others wait do not count. Half the processors
		 * by default.
		 */
		private @Nullable Integer refillThreads;

		/**
		 * Address space for each memory, up to 4GB. Set to what the memories of all pools
		 * grow to, tens of thousands of instances fit into a process; code is somewhat
		 * slower then. A memory that can grow past it takes 2GB. 4GB by default, with
		 * guards 8GB.
		 */
		private @Nullable DataSize memoryReservation;

		/**
		 * Directory where compiled code is kept, so that the next start need not compile.
		 * Whoever can write to it can run native code in this process.
		 */
		private @Nullable Path compilationCache;

		public @Nullable DataSize getMemoryReservation() {
			return this.memoryReservation;
		}

		public void setMemoryReservation(@Nullable DataSize memoryReservation) {
			this.memoryReservation = memoryReservation;
		}

		public @Nullable Path getCompilationCache() {
			return this.compilationCache;
		}

		public void setCompilationCache(@Nullable Path compilationCache) {
			this.compilationCache = compilationCache;
		}

		public Optimization getOptimization() {
			return this.optimization;
		}

		public void setOptimization(Optimization optimization) {
			this.optimization = optimization;
		}

		public Duration getEpochInterval() {
			return this.epochInterval;
		}

		public void setEpochInterval(Duration epochInterval) {
			this.epochInterval = epochInterval;
		}

		public @Nullable Integer getRefillThreads() {
			return this.refillThreads;
		}

		public void setRefillThreads(@Nullable Integer refillThreads) {
			this.refillThreads = refillThreads;
		}

		EngineOptions toOptions() {
			return new EngineOptions(this.optimization, this.epochInterval,
					(this.refillThreads != null) ? this.refillThreads : EngineOptions.DEFAULTS.refillThreads(),
					(this.memoryReservation != null) ? this.memoryReservation.toBytes() : null, this.compilationCache);
		}

	}

}
