package io.github.wasmpool.autoconfigure;

import java.util.Optional;

import io.github.wasmpool.WasmPool;
import io.github.wasmpool.host.WasmClient;

import org.springframework.core.annotation.MergedAnnotations;

/**
 * What a client that was imported is called, as Spring calls its HTTP services.
 *
 * @param pool the name of its pool
 * @param type the name of its interface
 */
record WasmClientName(String pool, String type) {

	/**
	 * Name a client.
	 * @param type its interface, which belongs to the default pool if it is not marked
	 * @return the name
	 */
	static WasmClientName of(Class<?> type) {
		return new WasmClientName(MergedAnnotations.from(type)
			.get(WasmClient.class)
			.getValue("value", String.class)
			.orElse(PoolDefinition.DEFAULT_NAME), type.getName());
	}

	/**
	 * Tell which client a bean is.
	 * @param bean the name of a bean
	 * @return the name, or empty if it is not that of a client
	 */
	static Optional<WasmClientName> parse(String bean) {
		int separator = bean.indexOf('#');
		return (separator < 0) ? Optional.empty()
				: Optional.of(new WasmClientName(bean.substring(0, separator), bean.substring(separator + 1)));
	}

	/**
	 * Return the name of the bean.
	 * @return for example {@code orders#com.example.PriceList}
	 */
	String bean() {
		return this.pool + "#" + this.type;
	}

	/**
	 * Return the name of the bean of its pool.
	 * @return for example {@code ordersWasmPool}
	 */
	String poolBean() {
		return PoolDefinition.beanName(this.pool, WasmPool.class.getSimpleName());
	}

}
