package io.github.wasmpool;

import java.util.List;
import java.util.Optional;

import io.github.wasmpool.type.ExportType;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.type.MemoryType;

/**
 * A compiled module. It is a counted handle: the compiled code is shared with other
 * handles of the same bytes and settings, and its memory is freed when the last handle
 * and the last instance are gone.
 *
 * <p>
 * Thread-safe.
 */
public interface WasmModule extends AutoCloseable {

	/**
	 * Return the name that messages call the module by.
	 * @return the name
	 */
	String name();

	/**
	 * Return the SHA-256 digest of the bytes the module was made of.
	 * @return 64 hexadecimal digits, in lower case
	 */
	String sha256();

	/**
	 * Return what the module offers, as its author wrote it.
	 * @return the exports, in the module's order
	 */
	List<ExportType> exports();

	/**
	 * Return what the module needs, as its author wrote it.
	 * @return the imports, in the module's order
	 */
	List<ImportType> imports();

	/**
	 * Return the memory each instance has, after configuration: the ceiling is enforced.
	 * @return the memory, or empty if the module has none
	 */
	Optional<MemoryType> memory();

	/**
	 * Create an instance outside any pool, with the deadlines of this module. The caller
	 * closes it.
	 * @return a new instance
	 * @throws WasmInstanceCreationException if no instance can be made
	 * @throws IllegalStateException if this handle is closed
	 */
	WasmInstance instantiate();

	/**
	 * Return the same module with another memory. The caller closes it.
	 * @param limits the memory each instance is to have
	 * @return a new handle
	 * @throws WasmModuleException if the module cannot have such a memory
	 * @throws IllegalStateException if this handle is closed
	 */
	WasmModule withMemory(MemoryLimits limits);

	/**
	 * Have one instance initialised and warmed up, and return the same code beginning
	 * there: the start function, {@code _initialize}, the configured initialiser and the
	 * work run once, and every instance of the returned module begins where that ended.
	 * What the guest drew from clocks and randomness meanwhile is the same for all of
	 * them. Host calls are made once. The caller closes it.
	 * @param warmUp what to do with the instance, which is gone afterwards; each entry is
	 * limited like an initialiser
	 * @param <E> the type of exception the work throws
	 * @return a new handle
	 * @throws E what the work throws
	 * @throws WasmModuleException if the state cannot be carried to others
	 * ({@link WasmModuleException.Reason#SNAPSHOT}); the message says why and what would
	 * help
	 * @throws WasmInstanceCreationException if no instance can be made
	 * @throws IllegalStateException if this handle is closed
	 */
	<E extends Exception> WasmModule snapshot(WasmAction<E> warmUp) throws E;

	/**
	 * Return this module without what is wrapped around it, such as a proxy of Spring's.
	 * A runtime asks for it, so that it can make pools of a module that is injected
	 * lazily or advised.
	 * @return this module, boxed, because such proxies put themselves in the place of a
	 * plain {@code this}
	 */
	default Optional<WasmModule> unwrap() {
		return Optional.of(this);
	}

	/**
	 * Give this handle back. Instances and pools that exist go on working. Further calls
	 * have no effect.
	 */
	@Override
	void close();

}
