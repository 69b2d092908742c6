package io.github.wasmpool.host;

import io.github.wasmpool.LoanAttributes;
import io.github.wasmpool.NoSuchExportException;
import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.WasmGlobal;
import io.github.wasmpool.WasmMemory;

/**
 * The instance that calls a host function, as that function sees it. What it hands out
 * can be used until the host function returns and by its thread only; later, or
 * elsewhere, it throws {@link IllegalStateException} and never reaches native code.
 *
 * <p>
 * Calling back into the guest is allowed, as deep as the guest's stack allows. When such
 * a call fails, the instance is broken: whatever the host function does about it, the
 * guest does not go on.
 */
public interface WasmCaller {

	/**
	 * Return what the host functions of this loan share, with each other and with the
	 * borrower. While an instance is made ready there is no loan yet: what is set then is
	 * gone before the first one.
	 * @return the attributes of the loan, on whatever thread the guest runs
	 */
	LoanAttributes attributes();

	/**
	 * Return the memory: the export named {@code memory}, else the only one.
	 * @return the memory of the caller
	 * @throws NoSuchExportException if the module exports no memory
	 */
	WasmMemory memory();

	/**
	 * Return an exported memory.
	 * @param export its name
	 * @return the memory of the caller
	 * @throws NoSuchExportException if the module exports no memory of that name
	 */
	WasmMemory memory(String export);

	/**
	 * Look up an exported function.
	 * @param export its name
	 * @return the function of the caller
	 * @throws NoSuchExportException if the module exports no function of that name
	 */
	WasmFunction function(String export);

	/**
	 * Return an exported global.
	 * @param export its name
	 * @return the global of the caller
	 * @throws NoSuchExportException if the module exports no global of that name
	 */
	WasmGlobal global(String export);

}
