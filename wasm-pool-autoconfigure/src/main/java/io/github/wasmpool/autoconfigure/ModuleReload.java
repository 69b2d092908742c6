package io.github.wasmpool.autoconfigure;

import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmPools;
import io.github.wasmpool.actuate.PoolReload;

/**
 * Reads the module of a configured pool once more, from where the configuration says, and
 * lets the pool run it.
 */
record ModuleReload(PoolDefinitions definitions, ModuleReader reader, WasmPools pools) implements PoolReload {

	@Override
	public void reload(String pool) {
		PoolDefinition definition = this.definitions.all()
			.stream()
			.filter((each) -> each.name().equals(pool) && each.isEnabled() && each.hasModule())
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("Pool '" + pool
					+ "' is not configured by 'wasm.pool' or 'wasm.pools', so there is no module to be read again"));
		byte[] binary;
		try {
			binary = ModuleReader.bytes(this.reader.resource(definition));
		}
		catch (WasmModuleException ex) {
			throw new IllegalArgumentException("Pool '" + pool + "' goes on as it is: " + ex.getMessage(), ex);
		}
		this.pools.get(pool).replace(binary);
	}

}
