package io.github.wasmpool;

/**
 * What the instances and modules of this process take of what the system allows it, those
 * of all runtimes together.
 *
 * @param mappings memory mappings that are set aside for them; an idle instance keeps its
 * own
 * @param maxMappings how many there are for them: {@code vm.max_map_count} of a Linux
 * system, less what the JVM itself needs
 */
public record WasmEngineStats(long mappings, long maxMappings) {

}
