package io.github.wasmpool.autoconfigure.cluster;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that ends a start where the cluster
 * is switched on without Hazelcast.
 */
@AutoConfiguration
@ConditionalOnMissingClass("com.hazelcast.core.HazelcastInstance")
@ConditionalOnBooleanProperty("wasm.cluster.enabled")
public final class MissingHazelcastAutoConfiguration {

	@Bean
	InitializingBean wasmClusterWithoutHazelcast() {
		return () -> {
			throw new ClusterMemberMissingException("Hazelcast is not on the class path",
					"Add the dependency org.springframework.boot:spring-boot-starter-hazelcast.");
		};
	}

}
