package io.github.wasmpool.benchmarks;

import java.util.function.Function;
import java.util.function.ToIntFunction;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModuleBuilder;
import io.github.wasmpool.WasmRuntime;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The pool of a benchmark, whose loans begin in the first state unless a subclass says
 * otherwise.
 */
public abstract class LentPool {

	@SuppressWarnings("NullAway.Init") // filled by the set-up of each benchmark
	private OnePool guests;

	/**
	 * Fill the pool.
	 * @param guest declares the module
	 */
	final void fill(Function<WasmRuntime, WasmModuleBuilder> guest) {
		this.guests = new OnePool(guest, reset());
	}

	ResetPolicy reset() {
		return ResetPolicy.FRESH;
	}

	/**
	 * Borrow an instance, use it, return it.
	 * @param use what is done with it
	 * @return what that answers
	 */
	final int loan(ToIntFunction<WasmInstance> use) {
		try (WasmInstance instance = this.guests.pool.acquire()) {
			return use.applyAsInt(instance);
		}
	}

	/**
	 * Close the pool.
	 */
	@TearDown
	public void close() {
		this.guests.close();
	}

}
