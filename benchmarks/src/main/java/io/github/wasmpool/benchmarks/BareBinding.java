package io.github.wasmpool.benchmarks;

import java.nio.ByteBuffer;
import java.util.List;

import io.github.kawamuray.wasmtime.Engine;
import io.github.kawamuray.wasmtime.Extern;
import io.github.kawamuray.wasmtime.Func;
import io.github.kawamuray.wasmtime.Instance;
import io.github.kawamuray.wasmtime.Memory;
import io.github.kawamuray.wasmtime.Module;
import io.github.kawamuray.wasmtime.Store;
import io.github.kawamuray.wasmtime.Val;

/**
 * What the pool is measured against: the binding as its documentation uses it, with the
 * engine's default configuration, no deadlines, no limits, and every handle disposed.
 */
final class BareBinding implements AutoCloseable {

	private final Engine engine;

	private final Module module;

	BareBinding(byte[] binary) {
		this.engine = new Engine();
		this.module = Module.fromBinary(this.engine, binary);
	}

	Store<Void> newStore() {
		return new Store<>(null, this.engine);
	}

	Instance newInstance(Store<Void> store, List<Extern> imports) {
		return new Instance(store, this.module, imports);
	}

	/**
	 * Make a store and an instance, call one function with one result, free everything.
	 */
	int fresh(String export, Val... args) {
		try (Store<Void> store = new Store<>(null, this.engine);
				Instance instance = new Instance(store, this.module, List.of());
				Func function = instance.getFunc(store, export).orElseThrow()) {
			return function.call(store, args)[0].i32();
		}
	}

	/**
	 * Make an instance that stays.
	 */
	Warm warm(String export) {
		Store<Void> store = new Store<>(null, this.engine);
		Instance instance = new Instance(store, this.module, List.of());
		return new Warm(store, instance, instance.getFunc(store, export).orElseThrow());
	}

	@Override
	public void close() {
		this.module.dispose();
		this.engine.dispose();
	}

	/**
	 * An instance that stays, with one function looked up.
	 */
	record Warm(Store<Void> store, Instance instance, Func function) implements AutoCloseable {

		int call(Val... args) {
			return this.function.call(this.store, args)[0].i32();
		}

		/**
		 * Put the first bytes of the memory back to what they were.
		 */
		void restore(byte[] image) {
			try (Memory memory = this.instance.getMemory(this.store, "memory").orElseThrow()) {
				ByteBuffer buffer = memory.buffer(this.store);
				buffer.put(0, image);
			}
		}

		@Override
		public void close() {
			this.function.dispose();
			this.instance.dispose();
			this.store.dispose();
		}

	}

}
