package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.List;

import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.wasmtime.EngineSettings;
import io.github.wasmpool.wasmtime.GuestInstance.Initialization;
import org.jspecify.annotations.Nullable;

/**
 * How a module is compiled and its instances are made ready.
 *
 * @param memory the memory each instance is to have
 * @param memoryReserve the pages it has beyond what the guest is told
 * @param sharedMemory whether the instances of a pool see one memory
 * @param engine the settings of the engine
 * @param executionTimeout the limit of each entry into an instance
 * @param initialization how an instance is made ready
 * @param sha256 the digest that its bytes must have, in lower case, or {@code null} for
 * any
 */
record ModuleSettings(MemoryLimits memory, int memoryReserve, boolean sharedMemory, EngineSettings engine,
		Duration executionTimeout, Initialization initialization, @Nullable String sha256) {

	static final Duration DEFAULT_EXECUTION_TIMEOUT = Duration.ofSeconds(2);

	static final Duration DEFAULT_INITIALIZATION_TIMEOUT = Duration.ofMinutes(1);

	ModuleSettings withMemory(MemoryLimits memory) {
		return new ModuleSettings(memory, this.memoryReserve, this.sharedMemory, this.engine, this.executionTimeout,
				this.initialization, this.sha256);
	}

	/**
	 * Refuse bytes that are not those that are asked for.
	 * @param name what messages call the module
	 * @param sha256 the digest of the bytes
	 * @throws WasmModuleException if another one is asked for
	 */
	void requireDigest(String name, String sha256) {
		if (this.sha256 != null) {
			requireDigest(name, sha256, this.sha256);
		}
	}

	static void requireDigest(String name, String sha256, String wanted) {
		if (!wanted.equals(sha256)) {
			throw WasmModuleException.ofSettings(Reason.DIGEST, "Module '" + name + "' has the SHA-256 digest " + sha256
					+ ", but 'module-sha256' asks for " + wanted, List.of("module-sha256"));
		}
	}

	/**
	 * Return these settings for a module that replaces another one.
	 * @param before the settings of the other one: what is initialised, and the digest,
	 * unless these say so themselves
	 */
	ModuleSettings inPlaceOf(ModuleSettings before) {
		String own = this.initialization.export();
		Initialization initialization = new Initialization(this.initialization.timeout(),
				(own != null) ? own : before.initialization.export(), this.initialization.maxHostCalls());
		return new ModuleSettings(this.memory, this.memoryReserve, this.sharedMemory, this.engine,
				this.executionTimeout, initialization, (this.sha256 != null) ? this.sha256 : before.sha256);
	}

	boolean isInterruptible() {
		return this.engine.interruptible();
	}

}
