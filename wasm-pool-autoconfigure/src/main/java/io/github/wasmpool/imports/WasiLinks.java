package io.github.wasmpool.imports;

import java.util.Optional;

import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.wasmtime.GuestInstance;
import io.github.wasmpool.wasmtime.HostCallShare;
import io.github.wasmpool.wasmtime.HostLinks;
import io.github.wasmpool.wasmtime.wasi.WasiContext;
import org.jspecify.annotations.Nullable;

/**
 * The links of one instance that imports WASI.
 *
 * @param shared what all instances call
 * @param context what this one sees of the world
 */
public record WasiLinks(HostFunctionLinks shared, WasiContext context) implements HostLinks {

	/**
	 * Return what an instance sees of the world.
	 * @param links the links of the instance
	 * @return the context, or {@code null} if it does not import WASI
	 */
	public static @Nullable WasiContext contextOf(HostLinks links) {
		return (links instanceof WasiLinks wasi) ? wasi.context() : null;
	}

	@Override
	public FunctionType type(int number) {
		return this.shared.type(number);
	}

	@Override
	public String name(int number) {
		return this.shared.name(number);
	}

	@Override
	public boolean isMissing(int number) {
		return this.shared.isMissing(number);
	}

	@Override
	public @Nullable Object call(int number, GuestInstance caller, Object[] args) throws Exception {
		return this.shared.call(number, new HostScope(caller, this.context), args);
	}

	@Override
	public void beginAnew() {
		this.context.beginAnew();
	}

	@Override
	public Optional<String> stateObstacle() {
		return this.context.hasOpened()
				? Optional.of("it has files open, or has closed what it was given; close what is opened before the"
						+ " initialisation ends")
				: Optional.empty();
	}

	@Override
	public HostCallShare hostCalls() {
		return this.shared.hostCalls();
	}

	@Override
	public void close() {
		try {
			this.context.close();
		}
		finally {
			this.shared.close();
		}
	}

}
