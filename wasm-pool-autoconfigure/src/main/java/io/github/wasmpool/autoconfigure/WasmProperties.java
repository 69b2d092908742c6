package io.github.wasmpool.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.github.wasmpool.EngineOptions;
import io.github.wasmpool.EngineOptions.Optimization;
import io.github.wasmpool.cluster.ClusterOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Configuration properties of WebAssembly pools and of the engine they share.
 *
 * @param pool the default pool, and what named pools inherit.
 * @param pools Pools by name, each with the keys of the default pool and inheriting from
 * it what it leaves out. A name begins with a lower-case letter; lower-case letters and
 * digits follow.
 * @param engine what holds for the engine as a whole.
 * @param cluster what holds for work over several machines.
 */
@ConfigurationProperties("wasm")
public record WasmProperties(@NestedConfigurationProperty @DefaultValue PoolProperties pool,
		@DefaultValue Map<String, PoolProperties> pools, @DefaultValue Engine engine, @DefaultValue Cluster cluster) {

	/**
	 * What holds for the engine as a whole. What is {@code null} is not configured.
	 *
	 * @param optimization How the compiler optimises.
	 * @param epochInterval Grain of deadlines, 1 ms to 1 s. A call is ended at most three
	 * intervals after its deadline, never before it; later only where the processors are
	 * busy.
	 * @param refillThreads Most threads that make and free instances in the background,
	 * at least 1. Those that one instance holds up while others wait do not count. Half
	 * the processors by default.
	 * @param memoryReservation Address space for each memory, up to 4GB. Set to what the
	 * memories of all pools grow to, tens of thousands of instances fit into a process;
	 * code is somewhat slower then. A memory that can grow past it takes 2GB. 4GB by
	 * default, with guards 8GB.
	 * @param compilationCache Directory where compiled code is kept, so that the next
	 * start need not compile. Whoever can write to it can run native code in this
	 * process.
	 * @param maxInstances Most instances of all pools together, those made at run time
	 * included, each pool counted with its size. Unlimited by default.
	 * @param maxMemory Most memory that the instances of all pools together can grow to:
	 * the sum of size and memory ceiling of each. Unlimited by default.
	 */
	public record Engine(@Nullable Optimization optimization, @Nullable Duration epochInterval,
			@Nullable Integer refillThreads, @Nullable DataSize memoryReservation, @Nullable Path compilationCache,
			@Nullable Integer maxInstances, @Nullable DataSize maxMemory) {

		EngineOptions toOptions() {
			EngineOptions defaults = EngineOptions.DEFAULTS;
			return new EngineOptions((this.optimization != null) ? this.optimization : defaults.optimization(),
					(this.epochInterval != null) ? this.epochInterval : defaults.epochInterval(),
					(this.refillThreads != null) ? this.refillThreads : defaults.refillThreads(),
					(this.memoryReservation != null) ? this.memoryReservation.toBytes() : null, this.compilationCache,
					this.maxInstances, (this.maxMemory != null) ? this.maxMemory.toBytes() : null);
		}

	}

	/**
	 * What holds for work over several machines. What is {@code null} is not configured.
	 *
	 * @param enabled Whether this application shares its pools with the other members of
	 * its Hazelcast cluster, and accepts modules and functions of theirs. Off by default.
	 * @param answerTimeout How long a member may take to answer for a part of some work,
	 * or to apply what was published, 100 ms to 1 hour. A part that is not done by then
	 * goes to another.
	 * @param minPartSize Items of a column in the first part, at least 1. A column that
	 * is not longer stays in one, done here.
	 * @param maxPartSize Most items of a column in a part, or elements of a list.
	 */
	public record Cluster(@Nullable Boolean enabled, @Nullable Duration answerTimeout, @Nullable Integer minPartSize,
			@Nullable Integer maxPartSize) {

		ClusterOptions toOptions() {
			ClusterOptions defaults = ClusterOptions.DEFAULTS;
			return new ClusterOptions((this.answerTimeout != null) ? this.answerTimeout : defaults.answerTimeout(),
					(this.minPartSize != null) ? this.minPartSize : defaults.minPartSize(),
					(this.maxPartSize != null) ? this.maxPartSize : defaults.maxPartSize());
		}

	}

}
