package io.github.wasmpool.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * What an idle instance holds of the memory of the machine, on the heap and beside it,
 * when its guest has touched nothing yet. As many instances come before, so that memory
 * the process had and did not use is used up. The argument is {@code pool} or
 * {@code bare}.
 */
public final class IdleMemory {

	private static final int INSTANCES = 1_000;

	private IdleMemory() {
	}

	/**
	 * Measure, and print bytes an instance.
	 * @param args the side
	 */
	public static void main(String[] args) {
		if (args[0].equals("pool")) {
			ofPool();
		}
		else {
			ofBinding();
		}
	}

	private static void ofPool() {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(Guests.calculator()).build();
				WasmPool first = runtime.pool(module).name("first").size(INSTANCES).build();
				WasmPool second = runtime.pool(module).name("second").size(INSTANCES).build()) {
			first.prefill();
			first.useInstance((instance) -> instance.callInt("add", 20, 22));
			Footprint before = Footprint.now();
			second.prefill();
			print(before);
		}
	}

	private static void ofBinding() {
		List<BareBinding.Warm> instances = new ArrayList<>(2 * INSTANCES);
		try (BareBinding binding = new BareBinding(Guests.calculator())) {
			Stream.generate(() -> binding.warm("add")).limit(INSTANCES).forEach(instances::add);
			Footprint before = Footprint.now();
			Stream.generate(() -> binding.warm("add")).limit(INSTANCES).forEach(instances::add);
			print(before);
			instances.forEach(BareBinding.Warm::close);
		}
	}

	private static void print(Footprint before) {
		Footprint after = Footprint.now();
		Child.print("resident", (after.resident() - before.resident()) / INSTANCES);
		Child.print("heap", (after.heap() - before.heap()) / INSTANCES);
	}

}
