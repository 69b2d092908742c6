package io.github.wasmpool.runtime;

import java.time.Duration;

import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.wasmtime.EngineSettings;
import io.github.wasmpool.wasmtime.GuestInstance.Initialization;

/**
 * How a module is compiled and its instances are made ready.
 *
 * @param memory the memory each instance is to have
 * @param memoryReserve the pages it has beyond what the guest is told
 * @param sharedMemory whether the instances of a pool see one memory
 * @param engine the settings of the engine
 * @param executionTimeout the limit of each entry into an instance
 * @param initialization how an instance is made ready
 */
record ModuleSettings(MemoryLimits memory, int memoryReserve, boolean sharedMemory, EngineSettings engine,
		Duration executionTimeout, Initialization initialization) {

	static final Duration DEFAULT_EXECUTION_TIMEOUT = Duration.ofSeconds(2);

	static final Duration DEFAULT_INITIALIZATION_TIMEOUT = Duration.ofMinutes(1);

	ModuleSettings withMemory(MemoryLimits memory) {
		return new ModuleSettings(memory, this.memoryReserve, this.sharedMemory, this.engine, this.executionTimeout,
				this.initialization);
	}

	boolean isInterruptible() {
		return this.engine.interruptible();
	}

}
