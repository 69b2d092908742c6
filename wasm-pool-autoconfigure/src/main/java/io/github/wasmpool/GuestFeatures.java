package io.github.wasmpool;

import org.jspecify.annotations.Nullable;

/**
 * The features of WebAssembly that a module may use, beyond those that all may. What this
 * engine lacks cannot be switched on: garbage collection, exceptions, tail calls, 64-bit
 * and multiple memories, relaxed SIMD, components.
 *
 * @param simd whether a module may use vectors of 128 bits
 * @param threads whether a module may use atomic instructions; switched on by
 * {@link WasmModuleBuilder#sharedMemory}, which needs them
 */
public record GuestFeatures(boolean simd, boolean threads) {

	/**
	 * The features of a module whose configuration names none: SIMD, no threads.
	 */
	public static final GuestFeatures DEFAULTS = of(null, null, false);

	/**
	 * Choose features, and leave out what is to be as usual.
	 * @param simd whether a module may use vectors of 128 bits, {@code null} for yes
	 * @param threads whether a module may use atomic instructions, {@code null} if only a
	 * shared memory needs them
	 * @param sharedMemory whether instances share a memory
	 * @return the features
	 */
	public static GuestFeatures of(@Nullable Boolean simd, @Nullable Boolean threads, boolean sharedMemory) {
		return new GuestFeatures((simd != null) ? simd : true, (threads != null) ? threads : sharedMemory);
	}

}
