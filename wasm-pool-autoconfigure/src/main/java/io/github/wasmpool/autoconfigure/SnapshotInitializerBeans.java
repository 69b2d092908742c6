package io.github.wasmpool.autoconfigure;

import io.github.wasmpool.WasmPoolBuilder;
import io.github.wasmpool.WasmSnapshotInitializer;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Finds the beans that initialise an instance for all others. They are made late, when a
 * pool needs its first instance, so that they may inject pools themselves.
 */
record SnapshotInitializerBeans(ListableBeanFactory beanFactory) {

	/**
	 * Have the beans initialise an instance of a pool, if there are any.
	 * @param pool the name of the pool
	 * @param builder its builder
	 */
	void addTo(String pool, WasmPoolBuilder builder) {
		if (this.beanFactory.getBeanNamesForType(WasmSnapshotInitializer.class, true, false).length > 0) {
			builder.snapshot((instance) -> {
				for (WasmSnapshotInitializer each : this.beanFactory.getBeanProvider(WasmSnapshotInitializer.class)
					.orderedStream()
					.toList()) {
					each.initialize(pool, instance);
				}
			});
		}
	}

}
