package io.github.wasmpool.imports;

import io.github.wasmpool.loan.GuardedInstance;
import io.github.wasmpool.loan.LoanGuard;
import io.github.wasmpool.wasmtime.GuestInstance;
import io.github.wasmpool.wasmtime.wasi.WasiCaller;
import io.github.wasmpool.wasmtime.wasi.WasiContext;
import org.jspecify.annotations.Nullable;

/**
 * What a host function sees of the instance that calls it, behind a guard that only its
 * thread passes, and nobody once it has returned.
 */
final class HostScope extends GuardedInstance implements WasiCaller, AutoCloseable {

	private final GuestInstance instance;

	private final @Nullable WasiContext wasi;

	private final LoanGuard guard;

	/**
	 * Create a scope, to be closed by the same thread.
	 * @param instance the calling instance
	 * @param wasi what it sees of the world, or {@code null} if it does not import WASI
	 */
	HostScope(GuestInstance instance, @Nullable WasiContext wasi) {
		this(instance, wasi, LoanGuard.ofThisThread());
	}

	private HostScope(GuestInstance instance, @Nullable WasiContext wasi, LoanGuard guard) {
		super(instance, guard, guard);
		this.instance = instance;
		this.wasi = wasi;
		this.guard = guard;
	}

	@Override
	public WasiContext wasi() {
		if (this.wasi == null) {
			throw new IllegalStateException("The instance does not import WASI");
		}
		return this.wasi;
	}

	@Override
	public boolean isOverdue() {
		return this.instance.isOverdue();
	}

	@Override
	public void close() {
		this.guard.close();
		this.guard.leave();
	}

}
