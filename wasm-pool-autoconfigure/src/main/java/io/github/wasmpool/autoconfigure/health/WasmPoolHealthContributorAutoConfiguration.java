package io.github.wasmpool.autoconfigure.health;

import java.util.Map;
import java.util.TreeMap;

import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPools;
import io.github.wasmpool.autoconfigure.PoolNames;
import io.github.wasmpool.autoconfigure.WasmPoolAutoConfiguration;
import io.github.wasmpool.health.WasmPoolHealthContributor;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.SimpleAutowireCandidateResolver;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the health of pools of
 * WebAssembly instances.
 */
@AutoConfiguration(after = WasmPoolAutoConfiguration.class,
		beforeName = "org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration")
@ConditionalOnClass({ HealthContributor.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(WasmPools.class)
public final class WasmPoolHealthContributorAutoConfiguration {

	@Bean
	@ConditionalOnEnabledHealthIndicator("wasmpool")
	@ConditionalOnMissingBean(name = { "wasmPoolHealthContributor", "wasmPoolHealthIndicator" })
	WasmPoolHealthContributor wasmPoolHealthContributor(WasmPools pools, ConfigurableListableBeanFactory beanFactory) {
		Map<String, WasmPool> expected = new TreeMap<>();
		SimpleAutowireCandidateResolver.resolveAutowireCandidates(beanFactory, WasmPool.class, false, true)
			.forEach((bean, pool) -> expected.put(PoolNames.of(bean, pool), pool));
		return new WasmPoolHealthContributor(pools, expected);
	}

}
