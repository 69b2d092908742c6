package io.github.wasmpool.cluster;

/**
 * What the pool of a member runs.
 *
 * @param digest the SHA-256 digest of the bytes of its module, 64 hexadecimal digits in
 * lower case
 * @param generation the number of the last module or seed that was published and that the
 * member has applied, the same on all members; 0 if it runs what it started with. What is
 * replaced or seeded on one member alone does not count
 */
public record WasmPoolVersion(String digest, long generation) {

}
