package io.github.wasmpool;

import java.time.Duration;

import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.MemoryLimits;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is fixed when a module is compiled. Not thread-safe.
 */
public interface WasmModuleBuilder {

	/**
	 * Name the module, for messages and logs.
	 * @param name the name; {@code module} by default
	 * @return this builder
	 */
	WasmModuleBuilder name(String name);

	/**
	 * Refuse the module, and whatever is to replace it in a pool, unless its bytes have a
	 * digest.
	 * @param sha256 the SHA-256 digest, 64 hexadecimal digits, or {@code null} for any
	 * bytes, which is the default
	 * @return this builder
	 */
	WasmModuleBuilder sha256(@Nullable String sha256);

	/**
	 * Set the memory each instance is to have.
	 * @param memory the limits; {@link MemoryLimits#ofModule()} by default
	 * @return this builder
	 */
	WasmModuleBuilder memory(MemoryLimits memory);

	/**
	 * Let the memory begin larger than the guest is told. A guest that grows its memory
	 * by no more than that in a loan can be put back in place afterwards, which nearly
	 * everything written in Rust needs. The price: an access between the size the guest
	 * knows and the end of the reserve does not trap.
	 * @param pages the pages of 64 KiB, zero by default, at most what the memory can grow
	 * by; without effect on a module without a memory
	 * @return this builder
	 */
	WasmModuleBuilder memoryReserve(int pages);

	/**
	 * Set the ceilings that the module itself has to respect to be compiled.
	 * @param limits the limits; {@link ModuleLimits#DEFAULTS} by default
	 * @return this builder
	 */
	WasmModuleBuilder limits(ModuleLimits limits);

	/**
	 * Set which features of WebAssembly the module may use.
	 * @param features the features; {@link GuestFeatures#DEFAULTS} by default
	 * @return this builder
	 */
	WasmModuleBuilder features(GuestFeatures features);

	/**
	 * Whether all instances of a pool see one memory. For modules that import a shared
	 * memory, and for no others; see {@link WasmPool#sharedMemory()}. A stand-alone
	 * instance has a memory of its own. Each memory has exactly the limits the module
	 * imports it with, and begins with the data of the module, which is written once: an
	 * instance that is made later does not write it again.
	 * @param sharedMemory {@code false} by default; {@code true} switches
	 * {@link GuestFeatures#threads()} on, unless {@link #features(GuestFeatures)} says
	 * otherwise, which is refused
	 * @return this builder
	 */
	WasmModuleBuilder sharedMemory(boolean sharedMemory);

	/**
	 * Set how much address space each memory takes. A memory that can grow past it takes
	 * 2 GiB. With less than 4 GiB, code checks the accesses it makes.
	 * @param bytes up to 4 GiB, rounded up to whole pages and to 256 KiB, or {@code null}
	 * for what holds for the engine, which is the default
	 * @return this builder
	 */
	WasmModuleBuilder memoryReservation(@Nullable Long bytes);

	/**
	 * Whether calls can be ended at a deadline. The checks cost up to half the speed of a
	 * tight loop.
	 * @param interruptible {@code true} by default
	 * @return this builder
	 */
	WasmModuleBuilder interruptible(boolean interruptible);

	/**
	 * Limit how long one entry into the guest may take. Much less than the time borrowers
	 * wait for an instance, so that guests that loop do not make others wait in vain.
	 * @param timeout a positive wall-clock time; 2 seconds by default
	 * @return this builder
	 */
	WasmModuleBuilder executionTimeout(Duration timeout);

	/**
	 * Limit how long each of the start function and the initialisers may take.
	 * @param timeout a positive wall-clock time; 1 minute by default
	 * @return this builder
	 */
	WasmModuleBuilder initializationTimeout(Duration timeout);

	/**
	 * Name an export that is called once in each new instance, after the start function
	 * and {@code _initialize}.
	 * @param export an exported function without parameters, or {@code null} for none
	 * @return this builder
	 */
	WasmModuleBuilder initialize(@Nullable String export);

	/**
	 * Limit the stack a guest can use.
	 * @param bytes between 32 KiB and 2 MiB; 256 KiB by default. A guest runs on the
	 * stack of the thread that calls it, and a thread whose stack cannot hold this much
	 * more takes the JVM down, so raise it only with the stack of the threads
	 * @return this builder
	 */
	WasmModuleBuilder guestStack(long bytes);

	/**
	 * Provide functions that the module may import: to its stand-alone instances, and to
	 * pools of it that are not given others. Functions it does not import do no harm.
	 * @param functions more functions
	 * @return this builder
	 */
	WasmModuleBuilder hostFunctions(HostFunction... functions);

	/**
	 * Decide what becomes of functions that the module imports and nobody provides.
	 * {@link MissingImports#REFUSE} by default. What is not a function is refused always.
	 * @param missing what becomes of them
	 * @return this
	 */
	WasmModuleBuilder missingImports(MissingImports missing);

	/**
	 * Compile the module, or share what is compiled already.
	 * @return a handle that the caller closes
	 * @throws WasmModuleException if the bytes are no module this engine can run, or the
	 * module cannot have such a memory
	 * @throws IllegalArgumentException if settings are impossible; the message names all
	 * @throws WasmEngineUnavailableException if the engine cannot run on this machine
	 * @throws IllegalStateException if the runtime is closed
	 */
	WasmModule build();

}
