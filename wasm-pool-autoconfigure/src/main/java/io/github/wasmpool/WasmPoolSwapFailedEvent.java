package io.github.wasmpool;

/**
 * A pool was to run other code, or begin in another state, and goes on as before. With
 * Spring Boot it is an application event, published on the thread that asked for the
 * change.
 *
 * @param pool the name of the pool
 * @param exception what whoever asked for the change gets
 */
public record WasmPoolSwapFailedEvent(String pool, Throwable exception) {

}
