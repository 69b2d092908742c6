package io.github.wasmpool.autoconfigure;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains that settings belong where a value stands.
 */
class MisplacedValueFailureAnalyzer extends AbstractFailureAnalyzer<MisplacedValueException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MisplacedValueException cause) {
		ConfigurationProperty property = cause.getProperty();
		String name = property.getName().toString();
		String what = KeyScan.POOLS.equals(property.getName()) ? "pools by their names" : "settings";
		return new FailureAnalysis(
				"'" + name + "' has the value '" + property.getValue() + "', but " + what + " belong below it"
						+ SettingKeys.at(property.getOrigin()) + ".",
				"Remove the value, or set a key below '" + name + "'.", cause);
	}

}
