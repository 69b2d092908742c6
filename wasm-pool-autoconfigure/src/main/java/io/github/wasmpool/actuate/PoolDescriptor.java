package io.github.wasmpool.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.wasmpool.WasmInstanceStats;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolCounters;
import io.github.wasmpool.WasmPoolFailures;
import io.github.wasmpool.WasmPoolLimits;
import io.github.wasmpool.WasmPoolStats;
import io.github.wasmpool.type.ExportType;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.MemoryType;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * All an operator may want to know of one pool. What a module named is on one line and of
 * bounded length.
 *
 * @param name the name of the pool
 * @param state {@code up}, {@code draining} or {@code closed}
 * @param generation the number of the code and state that loans begin with
 * @param module the code
 * @param reset how loans begin, and why not in place
 * @param limits what bounds them
 * @param stats the numbers of this moment
 * @param counters what was counted since the pool was made
 * @param linearMemory bytes of the memories of all instances
 * @param failures the calls that failed lately
 * @param creationFailure why no instance can be made, or {@code null} if it can
 * @param replacementFailure why the last replacement or seed failed, or {@code null} if
 * it succeeded or there was none
 * @param instances those that live
 * @param members the members of a cluster that have the pool, and what they run, by their
 * identities
 */
public record PoolDescriptor(String name, String state, long generation, Module module, String reset, Limits limits,
		WasmPoolStats stats, Counters counters, long linearMemory, Failures failures, @Nullable String creationFailure,
		@Nullable String replacementFailure, List<Instance> instances,
		Map<String, ClusterMembers.Version> members) implements OperationResponseBody {

	static PoolDescriptor of(WasmPool pool, ClusterMembers members) {
		WasmPoolCounters counters = pool.counters();
		return new PoolDescriptor(pool.name(), state(pool), counters.generation(), Module.of(pool),
				pool.resetDescription(), Limits.of(pool.limits()), pool.stats(), Counters.of(counters),
				pool.linearMemory(), Failures.of(pool.failures()), pool.creationFailure().orElse(null),
				pool.swapFailure().orElse(null), pool.instances().stream().map(Instance::of).toList(),
				members.having(pool.name()));
	}

	static String state(WasmPool pool) {
		return pool.isClosed() ? "closed" : pool.isDraining() ? "draining" : "up";
	}

	private static Map<String, Long> byName(Map<? extends Enum<?>, Long> counts) {
		Map<String, Long> byName = new TreeMap<>();
		counts.forEach((key, count) -> byName.put(Wording.kebab(key), count));
		return byName;
	}

	/**
	 * The code of a pool.
	 *
	 * @param name the name of the module
	 * @param sha256 the digest of its bytes
	 * @param memory its memory, or {@code null} if it has none
	 * @param exports what it exports, with types
	 * @param imports what it imports, with types, and who provides each
	 */
	public record Module(String name, String sha256, @Nullable MemoryType memory, Map<String, String> exports,
			Map<String, String> imports) {

		static Module of(WasmPool pool) {
			WasmModule module = pool.module();
			Map<String, String> exports = new TreeMap<>();
			for (ExportType export : module.exports()) {
				exports.put(Wording.name(export.name()), export.type().toString());
			}
			Map<ImportType, String> providers = pool.providers();
			Map<String, String> imports = new TreeMap<>();
			for (ImportType imported : module.imports()) {
				imports.put(Wording.name(imported.module() + "." + imported.name()) + " " + imported.type(),
						(imported.type() instanceof MemoryType) ? "the pool"
								: providers.getOrDefault(imported, "not looked up yet"));
			}
			return new Module(Wording.line(module.name()), module.sha256(), module.memory().orElse(null), exports,
					imports);
		}

	}

	/**
	 * What bounds the loans of a pool.
	 *
	 * @param acquireTimeout how long a borrower waits
	 * @param maxWaiting how many wait at once, or {@code null} without a limit
	 * @param executionTimeout how long one entry into the guest may take
	 */
	public record Limits(Duration acquireTimeout, @Nullable Integer maxWaiting, Duration executionTimeout) {

		static Limits of(WasmPoolLimits limits) {
			return new Limits(limits.acquireTimeout(),
					(limits.maxWaiting() != Integer.MAX_VALUE) ? limits.maxWaiting() : null, limits.executionTimeout());
		}

	}

	/**
	 * What was counted since the pool was made.
	 *
	 * @param acquired loans that began
	 * @param exhausted borrowers who were refused
	 * @param created instances that were made
	 * @param restored instances that were put back in place
	 * @param retired instances that were not lent again, by reason
	 * @param calls calls of the guest, by how they ended
	 * @param hostCalls calls of host functions
	 */
	public record Counters(long acquired, long exhausted, long created, long restored, Map<String, Long> retired,
			Map<String, Long> calls, long hostCalls) {

		static Counters of(WasmPoolCounters counters) {
			return new Counters(counters.acquired(), counters.exhausted(), counters.created(), counters.restored(),
					byName(counters.retired()), byName(counters.calls()), counters.hostCalls());
		}

	}

	/**
	 * The calls that failed lately.
	 *
	 * @param lastMinute how many within the last minute, by how they ended
	 * @param last what the caller of the last one was told
	 * @param lastAt when that was
	 */
	public record Failures(Map<String, Long> lastMinute, @Nullable String last, @Nullable Instant lastAt) {

		static Failures of(WasmPoolFailures failures) {
			return new Failures(byName(failures.lastMinute()), failures.last(), failures.lastAt());
		}

	}

	/**
	 * One instance.
	 *
	 * @param state what it is doing
	 * @param age for how long it has lived
	 * @param uses how many loans of it have ended
	 * @param memory bytes of its memory
	 */
	public record Instance(String state, Duration age, long uses, long memory) {

		static Instance of(WasmInstanceStats stats) {
			return new Instance(Wording.kebab(stats.state()), stats.age(), stats.uses(), stats.memory());
		}

	}

}
