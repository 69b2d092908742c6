package io.github.wasmpool.autoconfigure;

import java.util.List;
import java.util.Objects;

import io.github.wasmpool.host.WasmClient;

import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.filter.AnnotationTypeFilter;

/**
 * Finds what is marked as a {@link WasmClient}, also where it is a class by mistake. As
 * with components, conditions such as {@code @Profile} count.
 */
final class WasmClientScanner extends ClassPathScanningCandidateComponentProvider {

	WasmClientScanner(Environment environment, ResourceLoader resourceLoader) {
		super(false, environment);
		setResourceLoader(resourceLoader);
		addIncludeFilter(new AnnotationTypeFilter(WasmClient.class));
	}

	/**
	 * Search a package and those below it.
	 * @param basePackage the name of the package
	 * @return the names of what is marked, in an order that does not change
	 */
	List<String> find(String basePackage) {
		return findCandidateComponents(basePackage).stream()
			.map(BeanDefinition::getBeanClassName)
			.map(Objects::requireNonNull)
			.sorted()
			.toList();
	}

	@Override
	protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
		return !definition.getMetadata().isAnnotation();
	}

}
