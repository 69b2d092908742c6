package io.github.wasmpool.autoconfigure.actuate;

import io.github.wasmpool.WasmPools;
import io.github.wasmpool.actuate.ClusterMembers;
import io.github.wasmpool.actuate.PoolReload;
import io.github.wasmpool.actuate.WasmPoolsEndpoint;
import io.github.wasmpool.actuate.WasmPoolsEndpointWebExtension;
import io.github.wasmpool.autoconfigure.WasmPoolAutoConfiguration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the endpoint {@code wasmpools}.
 */
@AutoConfiguration(after = WasmPoolAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean(WasmPools.class)
public final class WasmPoolsEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint
	WasmPoolsEndpoint wasmPoolsEndpoint(WasmPools pools, ObjectProvider<PoolReload> reload,
			ObjectProvider<ClusterMembers> members) {
		return new WasmPoolsEndpoint(pools, (pool) -> reload.getObject().reload(pool),
				members.getIfAvailable(() -> ClusterMembers.NONE));
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(WasmPoolsEndpoint.class)
	@ConditionalOnAvailableEndpoint(endpoint = WasmPoolsEndpoint.class, exposure = EndpointExposure.WEB)
	WasmPoolsEndpointWebExtension wasmPoolsEndpointWebExtension(WasmPoolsEndpoint endpoint) {
		return new WasmPoolsEndpointWebExtension(endpoint);
	}

}
