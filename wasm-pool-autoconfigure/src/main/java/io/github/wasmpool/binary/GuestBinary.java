package io.github.wasmpool.binary;

/**
 * A rewritten module: the bytes the engine compiles, and where the guest's things are
 * found in them. The bytes are needed once, the layout as long as there are instances, so
 * let go of this when the module is compiled.
 *
 * @param layout where the guest's things are found
 * @param bytes what the engine compiles, not a copy, so not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // compared with nothing
public record GuestBinary(GuestLayout layout, byte[] bytes) {
}
