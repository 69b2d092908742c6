package io.github.wasmpool.wasmtime;

import io.github.kawamuray.wasmtime.Config;
import io.github.kawamuray.wasmtime.OptLevel;
import io.github.wasmpool.EngineOptions.Optimization;
import io.github.wasmpool.GuestFeatures;

/**
 * The settings of an engine that decide what code is compiled. Compiled code is shared
 * only between equal settings.
 *
 * @param optimization how the compiler optimises
 * @param interruptible whether code checks the epoch
 * @param guestStack the most bytes of stack a guest can use
 * @param features what a guest may use
 * @param memoryReservation what each memory takes of the address space
 */
public record EngineSettings(Optimization optimization, boolean interruptible, long guestStack, GuestFeatures features,
		MemoryReservation memoryReservation) {

	/**
	 * The stack of a guest: 512 KiB ended the JVM on a thread of 1 MiB that had used half
	 * of it, 256 KiB survived with 60 % used.
	 */
	public static final long DEFAULT_GUEST_STACK = 256 << 10;

	/**
	 * The least stack: a guest needs some to begin.
	 */
	public static final long MIN_GUEST_STACK = 32 << 10;

	/**
	 * The most stack: the engine refuses more than the stack it would give to
	 * asynchronous calls, which the binding cannot raise.
	 */
	public static final long MAX_GUEST_STACK = 2 << 20;

	/**
	 * Set what decides most, and use the usual features and reservation.
	 * @param optimization how the compiler optimises
	 * @param interruptible whether code checks the epoch
	 * @param guestStack the most bytes of stack a guest can use
	 */
	public EngineSettings(Optimization optimization, boolean interruptible, long guestStack) {
		this(optimization, interruptible, guestStack, GuestFeatures.DEFAULTS, MemoryReservation.DEFAULT);
	}

	/**
	 * Return the configuration of the binding. Features the engine leaves off by default
	 * stay off.
	 * @return a configuration that the caller disposes, unless an engine takes it
	 */
	Config toConfig() {
		Config config = new Config().craneliftOptLevel(switch (this.optimization) {
			case NONE -> OptLevel.NONE;
			case SPEED -> OptLevel.SPEED;
			case SPEED_AND_SIZE -> OptLevel.SPEED_AND_SIZE;
		})
			.epochInterruption(this.interruptible)
			.maxWasmStack(this.guestStack)
			.wasmBulkMemory(true)
			.wasmReferenceTypes(true)
			.wasmSimd(this.features.simd())
			.wasmThreads(this.features.threads());
		this.memoryReservation.applyTo(config);
		return config;
	}

}
