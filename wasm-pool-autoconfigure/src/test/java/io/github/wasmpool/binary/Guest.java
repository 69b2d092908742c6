package io.github.wasmpool.binary;

import java.time.Duration;

import io.github.kawamuray.wasmtime.Engine;
import io.github.kawamuray.wasmtime.Module;
import io.github.wasmpool.EngineOptions.Optimization;
import io.github.wasmpool.WasmGlobal;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.wasmtime.CompiledModule;
import io.github.wasmpool.wasmtime.EngineSettings;
import io.github.wasmpool.wasmtime.EpochTicker;
import io.github.wasmpool.wasmtime.GuestInstance;
import io.github.wasmpool.wasmtime.GuestInstance.Initialization;
import io.github.wasmpool.wasmtime.HostLinks;
import io.github.wasmpool.wasmtime.ModuleCompiler;

/**
 * A rewritten module on the real engine.
 */
final class Guest implements AutoCloseable {

	private final CompiledModule code;

	private final GuestInstance instance;

	Guest(GuestBinary binary) {
		this.code = new ModuleCompiler(new EpochTicker(Duration.ofMillis(10))).compile(binary,
				new EngineSettings(Optimization.SPEED, true, EngineSettings.DEFAULT_GUEST_STACK));
		this.instance = GuestInstance.create(this.code, binary.layout(), HostLinks.NONE,
				new Initialization(Duration.ofSeconds(5), null, 1));
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

	int callInt(String export, Object... args) {
		return this.instance.function(export).callInt(args);
	}

	WasmGlobal global(String export) {
		return this.instance.global(export);
	}

	WasmMemory memory() {
		return this.instance.memory();
	}

	@Override
	public void close() {
		this.instance.dispose();
		this.code.release();
	}

}
