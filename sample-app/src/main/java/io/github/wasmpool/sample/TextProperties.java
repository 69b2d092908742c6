package io.github.wasmpool.sample;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What the service accepts as a text.
 *
 * @param maxSize the largest text in UTF-8; the memory of the pool {@code text} must hold
 * it
 */
@ConfigurationProperties("sample.text")
record TextProperties(@DefaultValue("1MB") DataSize maxSize) {

	TextProperties {
		if (maxSize.isNegative() || maxSize.toBytes() >= Integer.MAX_VALUE) {
			throw new IllegalArgumentException(
					"'sample.text.max-size' must be from 0 to less than 2 GB but is '" + maxSize + "'");
		}
	}

}
