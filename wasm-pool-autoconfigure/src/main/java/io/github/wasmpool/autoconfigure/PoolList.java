package io.github.wasmpool.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import org.springframework.beans.factory.BeanFactory;

/**
 * The pools there are and those there could be, as explanations list them.
 *
 * @param definitions what is configured
 * @param beanFactory has the beans of the pools, and may be closed
 */
record PoolList(List<PoolDefinition> definitions, BeanFactory beanFactory) {

	/**
	 * List the pools.
	 * @param type the simple name of the type of bean that is looked for
	 * @param use how to name a pool that there is
	 * @return the list, which begins with an empty line
	 */
	String text(String type, Function<PoolDefinition, String> use) {
		List<String> present = new ArrayList<>();
		List<String> absent = new ArrayList<>();
		for (PoolDefinition definition : this.definitions) {
			if (this.beanFactory.containsBean(definition.beanName(type))) {
				present.add("%n    %s: %s".formatted(definition.name(), use.apply(definition)));
			}
			else {
				definition.absence(this.beanFactory)
					.ifPresent((reason) -> absent.add("%n    %s: %s".formatted(definition.name(), reason)));
			}
		}
		String text = present.isEmpty() ? "%n%nThere is no pool.".formatted()
				: "%n%nThere are these pools:".formatted() + String.join("", present);
		return absent.isEmpty() ? text
				: text + "%n%nThese are configured and not made:".formatted() + String.join("", absent);
	}

}
