package io.github.wasmpool.client;

import java.util.List;

import io.github.wasmpool.WasmHostFunctionException;
import io.github.wasmpool.WasmSpan;
import org.jspecify.annotations.Nullable;

/**
 * A method that calls an export.
 *
 * @param call the way there and back
 * @param thrown the exceptions that the method declares, and those that each method it
 * overrides does: what one of them leaves out cannot be thrown
 */
record ExportStep(ExportCall call, List<List<Class<?>>> thrown) implements ClientStep {

	@Override
	public @Nullable Object invoke(Object proxy, ClientTarget target, @Nullable Object[] args) throws Exception {
		WasmSpan span = target.calling(this.call.export());
		if (span == null) {
			return invoke(target, args);
		}
		Throwable failure = null;
		try {
			return invoke(target, args);
		}
		catch (Throwable ex) {
			failure = ex;
			throw ex;
		}
		finally {
			span.end(failure);
		}
	}

	private @Nullable Object invoke(ClientTarget target, @Nullable Object[] args) throws Exception {
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

	private boolean isDeclared(Exception cause) {
		return !(cause instanceof RuntimeException)
				&& this.thrown.stream().allMatch((types) -> types.stream().anyMatch((type) -> type.isInstance(cause)));
	}

}
