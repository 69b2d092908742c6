package io.github.wasmpool.autoconfigure;

import java.util.function.Predicate;

import javax.lang.model.element.Modifier;

import io.github.wasmpool.WasmPool;

import org.springframework.aot.generate.GeneratedMethod;
import org.springframework.aot.generate.GenerationContext;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationCode;
import org.springframework.beans.factory.aot.BeanRegistrationCodeFragments;
import org.springframework.beans.factory.aot.BeanRegistrationCodeFragmentsDecorator;
import org.springframework.beans.factory.support.InstanceSupplier;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.javapoet.ClassName;
import org.springframework.javapoet.CodeBlock;
import org.springframework.javapoet.MethodSpec;

/**
 * Has the definition of a client written into the package of its interface, which may be
 * visible nowhere else, and hints at the proxy that will be made.
 */
final class WasmClientAotContribution implements BeanRegistrationAotContribution {

	private final Class<?> type;

	WasmClientAotContribution(Class<?> type) {
		this.type = type;
	}

	@Override
	public BeanRegistrationCodeFragments customizeBeanRegistrationCodeFragments(GenerationContext generationContext,
			BeanRegistrationCodeFragments codeFragments) {
		return new BeanRegistrationCodeFragmentsDecorator(codeFragments) {

			@Override
			public ClassName getTarget(RegisteredBean registeredBean) {
				return ClassName.get(WasmClientAotContribution.this.type);
			}

			@Override
			public CodeBlock generateInstanceSupplierCode(GenerationContext generationContext,
					BeanRegistrationCode beanRegistrationCode, boolean allowDirectSupplierShortcut) {
				GeneratedMethod method = beanRegistrationCode.getMethods()
					.add("getClient", WasmClientAotContribution.this::writeFactory);
				return CodeBlock.of("$T.of($L)", InstanceSupplier.class, method.toMethodReference().toCodeBlock());
			}

			@Override
			public CodeBlock generateSetBeanDefinitionPropertiesCode(GenerationContext generationContext,
					BeanRegistrationCode beanRegistrationCode, RootBeanDefinition beanDefinition,
					Predicate<String> attributeFilter) {
				// Spring loses the empty name, and calls close() of what is AutoCloseable
				return CodeBlock.builder()
					.add(super.generateSetBeanDefinitionPropertiesCode(generationContext, beanRegistrationCode,
							beanDefinition, attributeFilter))
					.addStatement("$L.setDestroyMethodName($S)", BEAN_DEFINITION_VARIABLE, "")
					.build();
			}

		};
	}

	private void writeFactory(MethodSpec.Builder method) {
		method.addJavadoc("Make the client {@link $T}.", this.type)
			.addModifiers(Modifier.PRIVATE, Modifier.STATIC)
			.addParameter(RegisteredBean.class, "registeredBean")
			.returns(this.type)
			.addStatement("return registeredBean.getBeanFactory().getBean($S, $T.class).client($T.class)",
					WasmClientName.of(this.type).poolBean(), WasmPool.class, this.type);
	}

	@Override
	public void applyTo(GenerationContext generationContext, BeanRegistrationCode beanRegistrationCode) {
		RuntimeHints hints = generationContext.getRuntimeHints();
		hints.proxies().registerJdkProxy(this.type);
		hints.reflection()
			.registerType(this.type, MemberCategory.INVOKE_DECLARED_METHODS)
			.registerForInterfaces(this.type, (hint) -> hint.withMembers(MemberCategory.INVOKE_DECLARED_METHODS));
	}

}
