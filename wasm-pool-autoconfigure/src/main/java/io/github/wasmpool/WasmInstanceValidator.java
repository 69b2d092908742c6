package io.github.wasmpool;

/**
 * Decides whether a warm instance may be lent again. Called when a healthy instance is
 * returned to a pool with {@link ResetPolicy#WARM}, after its reset export, on the thread
 * that returns it; not called for an instance that is retired anyway. The execution
 * timeout of the pool holds for each call it makes. Also called for one instance of what
 * is to {@linkplain WasmPool#replace(WasmModule) replace} the code, or the state, of a
 * pool, which is refused unless that is in order.
 *
 * <p>
 * Called by many threads at once, each with an instance of its own.
 */
@FunctionalInterface
public interface WasmInstanceValidator {

	/**
	 * Decide whether an instance may be lent again.
	 * @param instance the instance, to be used during this call only
	 * @return {@code true} if it may be lent again; {@code false}, an exception, a trap
	 * or a timeout retires it
	 */
	boolean isValid(WasmInstance instance);

}
