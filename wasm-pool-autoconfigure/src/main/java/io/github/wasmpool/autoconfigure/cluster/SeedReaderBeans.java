package io.github.wasmpool.autoconfigure.cluster;

import java.util.List;

import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.cluster.WasmSeedReader;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Lets the beans of the application read seeds, in their order.
 *
 * @param beans the beans
 */
record SeedReaderBeans(ObjectProvider<WasmSeedReader> beans) implements WasmSeedReader {

	@Override
	public void seed(String pool, WasmInstance instance, byte[] seed) throws Exception {
		List<WasmSeedReader> readers = this.beans.orderedStream().toList();
		if (readers.isEmpty()) {
			throw new IllegalStateException("Nobody reads the seed of pool '" + pool
					+ "': there is no bean of type WasmSeedReader; declare one on each member");
		}
		for (WasmSeedReader reader : readers) {
			reader.seed(pool, instance, seed);
		}
	}

}
