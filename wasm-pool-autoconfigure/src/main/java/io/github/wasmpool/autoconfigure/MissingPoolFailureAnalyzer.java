package io.github.wasmpool.autoconfigure;

import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.host.WasmClient;
import io.github.wasmpool.host.WasmExport;
import io.github.wasmpool.host.WasmResult;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.InjectionPoint;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.UnsatisfiedDependencyException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.analyzer.AbstractInjectionFailureAnalyzer;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Explains why there is no such pool, module or client to inject: lists the pools there
 * are and those there could be. It comes before Spring Boot's own analyzer, which asks
 * for the beans of a context that is closed by then.
 */
@Order(0)
class MissingPoolFailureAnalyzer extends AbstractInjectionFailureAnalyzer<NoSuchBeanDefinitionException> {

	private final BeanFactory beanFactory;

	private final ConfigurableEnvironment environment;

	MissingPoolFailureAnalyzer(BeanFactory beanFactory, Environment environment) {
		this.beanFactory = beanFactory;
		this.environment = (ConfigurableEnvironment) environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause,
			@Nullable String description) {
		Class<?> type = type(cause);
		if (type == null || cause.getNumberOfBeansFound() > 0) {
			return null;
		}
		String who = (description != null) ? description : "A component";
		if (isClient(type)) {
			return new FailureAnalysis(who + " required a client '" + type.getName() + "' that could not be found.",
					clientAction(type), cause);
		}
		String suffix = type.getSimpleName();
		String qualifier = (cause.getBeanName() != null) ? cause.getBeanName() : qualifier(rootFailure);
		List<PoolDefinition> definitions = new PoolDefinitions(this.environment).all();
		String text = who + " required a " + suffix + ((qualifier != null) ? " qualified as '" + qualifier + "'" : "")
				+ " that could not be found."
				+ new PoolList(definitions, this.beanFactory).text(suffix, (definition) -> use(definition, suffix));
		return new FailureAnalysis(text, action(definitions, qualifier, suffix), cause);
	}

	private static String clientAction(Class<?> type) {
		String name = type.getSimpleName();
		if (MergedAnnotations.from(type).isPresent(WasmClient.class)) {
			return "Import it, by '@ImportWasmClients(%s.class)' on a configuration class, or by '@ImportWasmClients' on one in "
				.formatted(name) + "package '" + type.getPackageName() + "' or above.";
		}
		return "Mark it with '@WasmClient' and import it by '@ImportWasmClients' on a configuration class, or declare a "
				+ "bean that makes it, for example:%n%n    @Bean%n    %s %s(WasmPool pool) {%n        return "
					.formatted(name, StringUtils.uncapitalize(name))
				+ "pool.client(%s.class);%n    }".formatted(name);
	}

	private static @Nullable Class<?> type(NoSuchBeanDefinitionException cause) {
		ResolvableType type = cause.getResolvableType();
		if (type != null) {
			Class<?> resolved = type.resolve(Object.class);
			return (resolved == WasmPool.class || resolved == WasmModule.class || isClient(resolved)) ? resolved : null;
		}
		String name = String.valueOf(cause.getBeanName());
		if (name.endsWith("asmPool")) {
			return WasmPool.class;
		}
		return name.endsWith("asmModule") ? WasmModule.class : null;
	}

	private static boolean isClient(Class<?> type) {
		return type.isInterface()
				&& (MergedAnnotations.from(type).isPresent(WasmClient.class) || Arrays.stream(type.getMethods())
					.map(MergedAnnotations::from)
					.anyMatch((annotations) -> annotations.isPresent(WasmExport.class)
							|| annotations.isPresent(WasmResult.class)));
	}

	private static @Nullable String qualifier(Throwable failure) {
		String qualifier = null;
		for (Throwable each = failure; each != null; each = each.getCause()) {
			InjectionPoint point = (each instanceof UnsatisfiedDependencyException unsatisfied)
					? unsatisfied.getInjectionPoint() : null;
			for (Annotation annotation : (point != null) ? point.getAnnotations() : new Annotation[0]) {
				qualifier = (annotation instanceof Qualifier named) ? named.value() : qualifier;
			}
		}
		return qualifier;
	}

	private String use(PoolDefinition definition, String suffix) {
		boolean plain = definition.isDefault() || !this.beanFactory.containsBean("wasmPool");
		return "@Qualifier(\"%s\")%s".formatted(definition.beanName(suffix), plain ? ", which can be left out" : "");
	}

	private String action(List<PoolDefinition> definitions, @Nullable String qualifier, String suffix) {
		if (qualifier == null) {
			return this.beanFactory.containsBean("wasmPool") || definitions.size() == 1
					? "Set 'wasm.pool.module', or name one of several pools with '@Qualifier'."
					: "Name the pool with '@Qualifier', or set 'wasm.pool.module'.";
		}
		Optional<PoolDefinition> meant = definitions.stream()
			.filter((definition) -> definition.beanName(suffix).equals(qualifier))
			.findFirst();
		if (meant.isPresent()) {
			SettingKeys keys = meant.get().keys();
			return meant.get().isEnabled() ? "Set '" + keys.key("module") + "'."
					: "Set '" + keys.key("enabled") + "' to true, or use another pool.";
		}
		String names = definitions.stream()
			.map((definition) -> definition.beanName(suffix))
			.filter(this.beanFactory::containsBean)
			.map((name) -> "'" + name + "'")
			.reduce((one, other) -> one + " or " + other)
			.map((all) -> "Change the qualifier to " + all + ", or configure")
			.orElse("Configure");
		String pool = qualifier.endsWith(suffix) ? qualifier.substring(0, qualifier.length() - suffix.length())
				: qualifier;
		return names + " a pool with 'wasm.pools." + pool + ".module'.";
	}

}
