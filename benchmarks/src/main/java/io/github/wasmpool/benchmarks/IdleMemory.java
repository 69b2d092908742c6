package io.github.wasmpool.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.kawamuray.wasmtime.Val;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * What an idle instance holds of the memory of the machine, on the heap and beside it:
 * when its guest has touched nothing yet, and when it has served a loan that wrote to ten
 * pages. As many instances come before, so that memory the process had and did not use is
 * used up. The arguments are {@code pool} or {@code bare}, and how many pages are
 * written.
 */
public final class IdleMemory {

	private static final int INSTANCES = 1_000;

	private IdleMemory() {
	}

	/**
	 * Measure, and print bytes an instance.
	 * @param args the side, and the pages that each guest writes to
	 */
	public static void main(String[] args) {
		int pages = Integer.parseInt(args[1]);
		if (args[0].equals("pool")) {
			ofPool(pages);
		}
		else {
			ofBinding(pages);
		}
	}

	private static void ofPool(int pages) {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(Guests.noting(17)).build();
				WasmPool first = runtime.pool(module).name("first").size(INSTANCES).build();
				WasmPool second = runtime.pool(module).name("second").size(INSTANCES).build()) {
			first.prefill();
			first.useInstance((instance) -> instance.callInt("add", 20, 22));
			serve(first, pages);
			Footprint before = Footprint.now();
			second.prefill();
			serve(second, pages);
			print(before);
		}
	}

	/**
	 * Lend all instances at once, so that each serves one loan.
	 */
	private static void serve(WasmPool pool, int pages) {
		if (pages > 0) {
			List<WasmInstance> loans = Stream.generate(pool::acquire).limit(INSTANCES).toList();
			for (WasmInstance loan : loans) {
				loan.callInt("write", pages, Guests.SYSTEM_PAGE);
				loan.close();
			}
		}
	}

	private static void ofBinding(int pages) {
		List<BareBinding.Warm> instances = new ArrayList<>(2 * INSTANCES);
		try (BareBinding binding = new BareBinding(Guests.noting(17))) {
			make(binding, pages, instances);
			Footprint before = Footprint.now();
			make(binding, pages, instances);
			print(before);
			instances.forEach(BareBinding.Warm::close);
		}
	}

	private static void make(BareBinding binding, int pages, List<BareBinding.Warm> instances) {
		for (int i = 0; i < INSTANCES; i++) {
			BareBinding.Warm instance = binding.warm("write");
			instances.add(instance);
			if (pages > 0) {
				instance.call(Val.fromI32(pages), Val.fromI32(Guests.SYSTEM_PAGE));
			}
		}
	}

	private static void print(Footprint before) {
		Footprint after = Footprint.now();
		Child.print("resident", (after.resident() - before.resident()) / INSTANCES);
		Child.print("heap", (after.heap() - before.heap()) / INSTANCES);
	}

}
