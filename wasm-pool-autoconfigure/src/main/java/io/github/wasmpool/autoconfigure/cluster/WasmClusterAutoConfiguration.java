package io.github.wasmpool.autoconfigure.cluster;

import java.util.Map;
import java.util.TreeMap;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import io.github.wasmpool.WasmPools;
import io.github.wasmpool.actuate.ClusterMembers;
import io.github.wasmpool.autoconfigure.WasmPoolAutoConfiguration;
import io.github.wasmpool.cluster.ClusterOptions;
import io.github.wasmpool.cluster.HazelcastCluster;
import io.github.wasmpool.cluster.WasmCluster;
import io.github.wasmpool.cluster.WasmSeedReader;
import io.github.wasmpool.metrics.WasmClusterMetrics;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for work over the pools of several
 * machines. Off unless {@code wasm.cluster.enabled} is {@code true}: an application that
 * has Hazelcast for something else does not begin to accept code.
 */
@AutoConfiguration(after = WasmPoolAutoConfiguration.class,
		afterName = "org.springframework.boot.hazelcast.autoconfigure.HazelcastAutoConfiguration")
@ConditionalOnClass(HazelcastInstance.class)
@ConditionalOnBooleanProperty("wasm.cluster.enabled")
@ConditionalOnMissingBean(WasmCluster.class)
public final class WasmClusterAutoConfiguration {

	@Bean
	HazelcastCluster wasmCluster(ObjectProvider<HazelcastInstance> hazelcast, WasmPools pools,
			ObjectProvider<WasmSeedReader> seedReaders, ClusterOptions options) {
		return new HazelcastCluster(member(hazelcast), pools, new SeedReaderBeans(seedReaders), options);
	}

	private static HazelcastInstance member(ObjectProvider<HazelcastInstance> hazelcast) {
		HazelcastInstance instance = hazelcast.getIfUnique();
		if (instance == null) {
			throw new ClusterMemberMissingException("there is not one HazelcastInstance",
					"Configure one member, by a file 'hazelcast.yaml', by 'spring.hazelcast.config' or by a bean of type"
							+ " com.hazelcast.config.Config, with the dependency spring-boot-starter-hazelcast; of"
							+ " several, make one @Primary.");
		}
		if (!(instance.getLocalEndpoint() instanceof Member)) {
			throw new ClusterMemberMissingException(
					"HazelcastInstance '" + instance.getName()
							+ "' is a client, and work for the cluster needs a member in this process",
					"Configure a member instead of a client: 'hazelcast.yaml' instead of 'hazelcast-client.yaml', a bean"
							+ " of type Config instead of ClientConfig.");
		}
		return instance;
	}

	@Bean
	@ConditionalOnMissingBean
	WasmClusterLifecycle wasmClusterLifecycle(HazelcastCluster cluster) {
		return new WasmClusterLifecycle(cluster);
	}

	/**
	 * What Actuator shows of the members.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Endpoint.class)
	static class Members {

		@Bean
		@ConditionalOnMissingBean
		ClusterMembers wasmClusterMembers(WasmCluster cluster) {
			return (pool) -> {
				Map<String, ClusterMembers.Version> members = new TreeMap<>();
				cluster.versions(pool)
					.forEach((member, version) -> members.put(member.toString(),
							new ClusterMembers.Version(version.digest(), version.generation())));
				return members;
			};
		}

	}

	/**
	 * What is counted.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class Meters {

		@Bean
		@ConditionalOnMissingBean
		WasmClusterMetrics wasmClusterMetrics(HazelcastCluster cluster) {
			return new WasmClusterMetrics(cluster::partsHere, cluster::partsElsewhere, cluster::partsLost);
		}

	}

}
