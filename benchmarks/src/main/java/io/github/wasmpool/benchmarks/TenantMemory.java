package io.github.wasmpool.benchmarks;

import io.github.wasmpool.WasmModule;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * The memory that tenants take, each with a pool of one instance. The arguments are
 * {@code own} for those whose code is their own, or {@code same}, and how many tenants
 * there are at each count.
 */
public final class TenantMemory {

	private static final int CODE = 10_000;

	private TenantMemory() {
	}

	/**
	 * Count, and print bytes.
	 * @param args whose code, and the counts, ascending
	 */
	public static void main(String[] args) {
		boolean own = args[0].equals("own");
		try (WasmtimeRuntime runtime = new WasmtimeRuntime()) {
			int tenants = 0;
			// The first one loads classes
			add(runtime, tenants++, -1);
			long before = Footprint.now().resident();
			for (int i = 1; i < args.length; i++) {
				while (tenants <= Integer.parseInt(args[i])) {
					add(runtime, tenants, own ? tenants : 0);
					tenants++;
				}
				Child.print(args[i], Footprint.now().resident() - before);
			}
		}
	}

	private static void add(WasmtimeRuntime runtime, int number, int seed) {
		try (WasmModule module = runtime.module(SizedModule.of(CODE, seed)).build()) {
			runtime.pool(module).name("tenant" + number).size(1).build().callInt("f", 1);
		}
	}

}
