package io.github.wasmpool.autoconfigure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.annotation.AnnotationAttributes;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.util.ClassUtils;

/**
 * Finds the interfaces that {@link ImportWasmClients} imports: those it lists, in that
 * order, then those in its packages.
 */
final class WasmClientsRegistrar implements ImportBeanDefinitionRegistrar {

	private final WasmClientBeans beans;

	private final WasmClientScanner scanner;

	private final ClassLoader classLoader;

	WasmClientsRegistrar(Environment environment, BeanFactory beanFactory, ResourceLoader resourceLoader,
			ClassLoader classLoader) {
		this.beans = WasmClientBeans.of((ConfigurableBeanFactory) beanFactory);
		this.scanner = new WasmClientScanner(environment, resourceLoader);
		this.classLoader = classLoader;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
		for (AnnotationAttributes each : importing.getMergedRepeatableAnnotationAttributes(ImportWasmClients.class,
				ImportWasmClients.Container.class, true)) {
			List<String> types = List.of(each.getStringArray("types"));
			List<String> packages = packages(each);
			types.forEach(this::add);
			if (types.isEmpty() && packages.isEmpty()) {
				packages = List.of(ClassUtils.getPackageName(importing.getClassName()));
			}
			packages.forEach((name) -> this.scanner.find(name).forEach(this::add));
		}
	}

	private static List<String> packages(AnnotationAttributes attributes) {
		List<String> packages = new ArrayList<>(List.of(attributes.getStringArray("basePackages")));
		Arrays.stream(attributes.getStringArray("basePackageClasses"))
			.map(ClassUtils::getPackageName)
			.forEach(packages::add);
		return packages;
	}

	private void add(String type) {
		this.beans.add(ClassUtils.resolveClassName(type, this.classLoader));
	}

}
