package io.github.wasmpool.wasmtime;

import java.nio.ByteBuffer;
import java.util.List;

import io.github.kawamuray.wasmtime.Extern;
import io.github.kawamuray.wasmtime.Instance;
import io.github.kawamuray.wasmtime.Memory;
import io.github.kawamuray.wasmtime.Module;
import io.github.kawamuray.wasmtime.Store;
import io.github.wasmpool.binary.StateModule;
import io.github.wasmpool.binary.StateModule.Piece;
import org.jspecify.annotations.Nullable;

/**
 * The state that instances of code begin in which is apart from it: a compiled module
 * that holds the memory, and the values of the globals.
 *
 * <p>
 * Thread-safe.
 *
 * @param memory a module that exports the memory, of which this disposes, or {@code null}
 * if the code has no memory
 * @param pieces what is to be written into that
 * @param globals the values of all globals that can change, as bits
 * @param found whether the module was found in the cache
 */
@SuppressWarnings("ArrayRecordComponent") // compared with nothing
record Beginning(@Nullable Module memory, List<Piece> pieces, long[] globals, boolean found) {

	/**
	 * Instantiate code on this state. No code of the guest runs.
	 * @param store an empty store
	 * @param code the code, which imports the memory
	 * @return an instance that the caller disposes before the store
	 */
	Instance instantiate(Store<Void> store, Module code) {
		if (this.memory == null) {
			return new Instance(store, code, List.of());
		}
		try (Instance state = new Instance(store, this.memory, List.of());
				Memory exported = state.getMemory(store, StateModule.MEMORY).orElseThrow()) {
			if (!this.pieces.isEmpty()) {
				ByteBuffer bytes = exported.buffer(store);
				this.pieces.forEach((piece) -> bytes.put(piece.address(), piece.bytes(), 0, piece.bytes().capacity()));
			}
			return new Instance(store, code, List.of(Extern.fromMemory(exported)));
		}
	}

	/**
	 * Set the globals of a new instance.
	 * @param exports its functions
	 */
	void setGlobals(GuestExports exports) {
		exports.writeGlobals(this.globals);
	}

	/**
	 * Free the module. To be called once, when nobody makes instances any more.
	 */
	void dispose() {
		if (this.memory != null) {
			this.memory.dispose();
			InstanceBudget.OF_JVM.give(Footprint.OF_STATE, 1);
		}
	}

}
