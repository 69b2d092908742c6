package io.github.wasmpool.binary;

import java.util.List;

import io.github.kawamuray.wasmtime.Engine;
import io.github.kawamuray.wasmtime.Func;
import io.github.kawamuray.wasmtime.Instance;
import io.github.kawamuray.wasmtime.Memory;
import io.github.kawamuray.wasmtime.Module;
import io.github.kawamuray.wasmtime.Store;
import io.github.kawamuray.wasmtime.Val;

/**
 * An instance of a rewritten module without imports, on the real engine.
 */
final class Guest implements AutoCloseable {

	private final Engine engine = new Engine();

	private final Store<Void> store;

	private final Module module;

	private final Instance instance;

	Guest(GuestBinary binary) {
		this.store = new Store<>(null, this.engine);
		this.module = Module.fromBinary(this.engine, binary.bytes());
		this.instance = new Instance(this.store, this.module, List.of());
	}

	/**
	 * Compile a binary and throw the result away.
	 * @param binary the binary
	 */
	static void compile(byte[] binary) {
		Engine engine = new Engine();
		try {
			Module.fromBinary(engine, binary).dispose();
		}
		finally {
			engine.dispose();
		}
	}

	Val[] call(String export, Val... args) {
		Func function = this.instance.getFunc(this.store, export).orElseThrow();
		try {
			return function.call(this.store, args);
		}
		finally {
			function.dispose();
		}
	}

	int callInt(String export, int... args) {
		Val[] values = new Val[args.length];
		for (int i = 0; i < args.length; i++) {
			values[i] = Val.fromI32(args[i]);
		}
		return call(export, values)[0].i32();
	}

	boolean hasFunction(String export) {
		return this.instance.getFunc(this.store, export).map((function) -> {
			function.dispose();
			return true;
		}).orElse(false);
	}

	int memoryPages(String export) {
		Memory memory = this.instance.getMemory(this.store, export).orElseThrow();
		try {
			return memory.size(this.store);
		}
		finally {
			memory.dispose();
		}
	}

	@Override
	public void close() {
		this.instance.dispose();
		this.module.dispose();
		this.store.dispose();
		this.engine.dispose();
	}

}
