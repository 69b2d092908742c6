package io.github.wasmpool;

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
	public static final GuestFeatures DEFAULTS = new GuestFeatures(true, false);

}
