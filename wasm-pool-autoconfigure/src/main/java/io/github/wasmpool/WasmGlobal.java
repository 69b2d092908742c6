package io.github.wasmpool;

import io.github.wasmpool.type.GlobalType;

/**
 * An exported global of an instance. It dies with the loan.
 */
public interface WasmGlobal {

	/**
	 * Return the name the global is exported by.
	 * @return the name
	 */
	String name();

	/**
	 * Return the type.
	 * @return the type of its value, and whether it can change
	 */
	GlobalType type();

	/**
	 * Read the value.
	 * @return the value, boxed
	 * @throws IllegalStateException if the loan is over or in use by another thread
	 */
	Object get();

	/**
	 * Change the value.
	 * @param value the value, boxed; it widens as an argument does
	 * @throws IllegalArgumentException if the global is immutable or of another type
	 * @throws IllegalStateException if the loan is over or in use by another thread
	 */
	void set(Object value);

}
