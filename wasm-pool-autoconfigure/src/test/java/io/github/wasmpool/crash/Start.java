package io.github.wasmpool.crash;

import io.github.wasmpool.Wat;
import io.github.wasmpool.WasmEngineUnavailableException;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * Builds a module, twice, and reports why it cannot.
 */
final class Start {

	private Start() {
	}

	public static void main(String[] args) {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime()) {
			for (int i = 0; i < 2; i++) {
				try (WasmModule module = runtime.module(Wat.compile("(module)")).build()) {
					Scenario.say("started " + module);
				}
				catch (WasmEngineUnavailableException ex) {
					Scenario.say(ex.getReason() + ": " + ex.getMessage());
				}
			}
		}
	}

}
