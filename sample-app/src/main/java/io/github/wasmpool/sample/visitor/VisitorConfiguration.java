package io.github.wasmpool.sample.visitor;

import java.time.Clock;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * What the handling of visitors' modules stands on.
 */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class VisitorConfiguration {

	@Bean
	@ConditionalOnMissingBean
	Clock clock() {
		return Clock.systemUTC();
	}

	@Bean
	@ConditionalOnWebApplication
	SizeFilter sizeFilter(VisitorProperties properties,
			@Qualifier("handlerExceptionResolver") HandlerExceptionResolver resolver) {
		return new SizeFilter(properties, resolver);
	}

}
