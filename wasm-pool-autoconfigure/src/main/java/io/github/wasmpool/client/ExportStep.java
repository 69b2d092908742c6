package io.github.wasmpool.client;

import java.util.List;

import io.github.wasmpool.WasmHostFunctionException;
import org.jspecify.annotations.Nullable;

/**
 * A method that calls an export.
 *
 * @param call the way there and back
 * @param checked the checked exceptions the method declares
 */
record ExportStep(ExportCall call, List<Class<? extends Exception>> checked) implements ClientStep {

	@Override
	public @Nullable Object invoke(Object proxy, ClientTarget target, @Nullable Object[] args) throws Exception {
		try {
			return this.call.call(target, args);
		}
		catch (WasmHostFunctionException ex) {
			if (ex.getCause() instanceof Exception cause && isDeclared(cause)) {
				throw cause;
			}
			throw ex;
		}
	}

	private boolean isDeclared(Exception thrown) {
		return this.checked.stream().anyMatch((type) -> type.isInstance(thrown));
	}

}
