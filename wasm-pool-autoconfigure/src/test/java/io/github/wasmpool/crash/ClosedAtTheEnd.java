package io.github.wasmpool.crash;

import java.util.List;

import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import io.github.wasmpool.type.FunctionType;

/**
 * Frees instances that have host functions where Java code has used up the stack: the
 * binding calls Java then, and ends the JVM if that fails.
 */
final class ClosedAtTheEnd {

	private static final String GUEST = """
			(module
				(import "env" "nothing" (func $nothing))
				(func (export "nothing") (call $nothing)))
			""";

	private static final int TIMES = 150;

	private ClosedAtTheEnd() {
	}

	public static void main(String[] args) throws Exception {
		HostFunction nothing = HostFunction.of("env", "nothing", FunctionType.of(List.of(), List.of()),
				(caller, values) -> null);
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(Wat.compile(GUEST)).hostFunctions(nothing).build()) {
			int closed = 0;
			int frames = 1000;
			// By steps to near the end, and back from there by single frames
			while (close(module, frames) == 1) {
				frames += 50;
			}
			for (int i = 0; i < TIMES; i++) {
				closed += close(module, frames - i);
			}
			Scenario.say("closed all but some: " + (closed > TIMES / 4 && closed < TIMES));
		}
		Scenario.say("null checks " + NullChecks.provoke());
	}

	/**
	 * Do work below frames of Java.
	 * @return 1
	 */
	private static int below(int frames, Runnable work) {
		if (frames > 0) {
			return below(frames - 1, work);
		}
		work.run();
		return 1;
	}

	private static int close(WasmModule module, int frames) throws InterruptedException {
		WasmInstance instance = module.instantiate();
		instance.callVoid("nothing");
		return Scenario.onThread(1 << 20, () -> {
			try {
				return below(frames, instance::close);
			}
			catch (StackOverflowError ex) {
				return 0;
			}
		});
	}

}
