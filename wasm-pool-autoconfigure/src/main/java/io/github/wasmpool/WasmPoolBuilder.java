package io.github.wasmpool;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Collects the settings of a pool. Not thread-safe.
 */
public interface WasmPoolBuilder {

	/**
	 * Name the pool. The name is unique among the pools of a runtime that live.
	 * @param name a name that matches {@code [a-z][a-z0-9]*}; {@code default} by default
	 * @return this builder
	 */
	WasmPoolBuilder name(String name);

	/**
	 * Limit the instances that live at once.
	 * @param size at least 1; twice the processors by default
	 * @return this builder
	 */
	WasmPoolBuilder size(int size);

	/**
	 * Set how many instances are kept ready.
	 * @param minIdle from 0 to {@code size}; {@code size} by default
	 * @return this builder
	 */
	WasmPoolBuilder minIdle(int minIdle);

	/**
	 * Limit how long a borrower waits.
	 * @param timeout zero to fail at once; 5 seconds by default
	 * @return this builder
	 */
	WasmPoolBuilder acquireTimeout(Duration timeout);

	/**
	 * Limit how many borrowers wait at once; those beyond are refused at once.
	 * @param maxWaiting zero or more; unlimited by default
	 * @return this builder
	 */
	WasmPoolBuilder maxWaiting(int maxWaiting);

	/**
	 * Limit how long one entry into the guest may take.
	 * @param timeout a positive wall-clock time, or {@code null} for that of the module
	 * @return this builder
	 */
	WasmPoolBuilder executionTimeout(@Nullable Duration timeout);

	/**
	 * Set what becomes of an instance that is returned.
	 * @param reset {@link ResetPolicy#FRESH} by default
	 * @return this builder
	 */
	WasmPoolBuilder reset(ResetPolicy reset);

	/**
	 * Name an export that is called on each return of a warm instance.
	 * @param export an exported function without parameters, or {@code null} for none
	 * @return this builder
	 */
	WasmPoolBuilder resetExport(@Nullable String export);

	/**
	 * Limit how long {@link WasmPool#close()} waits for loans.
	 * @param period zero or more; 20 seconds by default
	 * @return this builder
	 */
	WasmPoolBuilder shutdownGracePeriod(Duration period);

	/**
	 * Build the pool. Nothing is instantiated yet.
	 * @return a pool that the caller closes
	 * @throws IllegalArgumentException if settings are impossible; the message names all
	 * @throws WasmModuleException if the module has imports that nobody provides
	 * @throws IllegalStateException if the runtime or the module is closed
	 */
	WasmPool build();

}
