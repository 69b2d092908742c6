package io.github.wasmpool.sample.visitor;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What visitors may do.
 *
 * @param maxModules how many modules there are at once, of all visitors
 * @param maxSize the largest module
 * @param maxInput the largest input of a call
 * @param silence how long a module is kept that nobody uses
 * @param lifetime how long a module is kept at all
 * @param loadTest how long a load test takes
 */
@ConfigurationProperties("sample.visitor")
record VisitorProperties(@DefaultValue("3") int maxModules, @DefaultValue("1MB") DataSize maxSize,
		@DefaultValue("64KB") DataSize maxInput, @DefaultValue("5m") Duration silence,
		@DefaultValue("30m") Duration lifetime, @DefaultValue("5s") Duration loadTest) {
}
