package io.github.wasmpool.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.host.WasmImport;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.CustomScopeConfigurer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Beans that are not what they seem to be: proxies, scoped ones and those of parents.
 */
@ExtendWith(OutputCaptureExtension.class)
class HostFunctionProxyTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner();

	@Test
	void aProxyThatExtendsTheClassIsCalled(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(AdviceConfiguration.class)
			.withBean("clock", Clock.class)
			.run((context) -> {
				assertThat(AopUtils.isCglibProxy(context.getBean("clock"))).isTrue();
				assertThat(Lookup.in(context).call("now")).isEqualTo(7);
				assertThat(advised(context)).containsExactly("now");
				assertThat(output).doesNotContain("past the proxy");
			});
	}

	@Test
	void aMethodThatSuchAProxyCannotOverrideIsCalledPastIt(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(AdviceConfiguration.class)
			.withBean("clock", Clock.class)
			.run((context) -> {
				assertThat(Lookup.in(context).call("hidden")).isEqualTo(8);
				assertThat(Lookup.in(context).call("last")).isEqualTo(9);
				assertThat(Lookup.in(context).call("constant")).isEqualTo(10);
				assertThat(advised(context)).isEmpty();
				assertThat(output).contains("Host function 'env.hidden' is called past the proxy of bean 'clock'")
					.contains("Host function 'env.last' is called past the proxy of bean 'clock'")
					.doesNotContain("Host function 'env.constant' is called past");
			});
	}

	@Test
	void aProxyOfTheInterfacesIsCalled() {
		this.contextRunner.withUserConfiguration(AdviceConfiguration.class)
			.withBean("clock", HandMadeMeter.class)
			.run((context) -> {
				assertThat(AopUtils.isJdkDynamicProxy(context.getBean("clock"))).isTrue();
				assertThat(Lookup.in(context).call("measure")).isEqualTo(5);
				assertThat(Lookup.in(context).call("unit")).isEqualTo(6);
				assertThat(advised(context)).containsExactly("measure", "unit");
			});
	}

	@Test
	void aMethodThatNoInterfaceHasIsCalledPastTheProxy(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(AdviceConfiguration.class)
			.withBean("clock", HandMadeMeter.class)
			.run((context) -> {
				assertThat(Lookup.in(context).call("own")).isEqualTo(11);
				assertThat(advised(context)).isEmpty();
				assertThat(output).contains("Host function 'env.own' is called past the proxy of bean 'clock'");
			});
	}

	@Test
	void aScopedBeanIsCalledThroughItsProxy() {
		this.contextRunner.withUserConfiguration(ScopedConfiguration.class).run((context) -> {
			HostFunction count = Lookup.in(context).find("count").get(0);
			assertThat(Lookup.call(count)).isEqualTo(1);
			assertThat(Lookup.call(count)).isEqualTo(2);
			List<@Nullable Object> elsewhere = new ArrayList<>();
			Thread thread = new Thread(() -> elsewhere.add(Lookup.call(count)));
			thread.start();
			thread.join();
			assertThat(elsewhere).containsExactly(1);
		});
	}

	@Test
	void aPrivateMethodOfAScopedBeanIsRefused() {
		this.contextRunner.withUserConfiguration(ScopedConfiguration.class)
			.run((context) -> assertThatExceptionOfType(UnusableHostFunctionException.class)
				.isThrownBy(() -> Lookup.in(context).find("secret"))
				.withMessageContaining("make it neither private nor final"));
	}

	@Test
	void beansOfParentContextsAreFoundUnlessOneOfTheSameNameHidesThem() {
		this.contextRunner.withBean("one", HostFunction.class, () -> Lookup.number("one", 1))
			.withBean("clock", Clock.class)
			.withUserConfiguration(AdviceConfiguration.class)
			.run((parent) -> this.contextRunner.withParent(parent)
				.withBean("one", HostFunction.class, () -> Lookup.number("one", 10))
				.run((context) -> {
					assertThat(Lookup.in(context).call("one")).isEqualTo(10);
					assertThat(Lookup.in(context).call("now")).isEqualTo(7);
					assertThat(advised(parent)).containsExactly("now");
				}));
	}

	private static List<String> advised(ConfigurableApplicationContext context) {
		return context.getBean(Advised.class).calls();
	}

	static class Clock {

		private int now = 7;

		@WasmImport
		int now() {
			return this.now;
		}

		@WasmImport
		@SuppressWarnings("UnusedMethod") // called as a host function
		private int hidden() {
			return this.now + 1;
		}

		@WasmImport
		final int last() {
			return this.now + 2;
		}

		@WasmImport
		static int constant() {
			return 10;
		}

		void set(int now) {
			this.now = now;
		}

	}

	interface Meter {

		@WasmImport
		int measure();

		int unit();

	}

	static class HandMadeMeter implements Meter {

		@Override
		public int measure() {
			return 5;
		}

		@Override
		@WasmImport
		public int unit() {
			return 6;
		}

		@WasmImport
		public int own() {
			return 11;
		}

	}

	static class Counter {

		private int count;

		@WasmImport
		int count() {
			return ++this.count;
		}

		@WasmImport
		@SuppressWarnings("UnusedMethod") // what is refused
		private int secret() {
			return this.count;
		}

	}

	record Advised(List<String> calls) {

	}

	@Configuration(proxyBeanMethods = false)
	static class AdviceConfiguration {

		@Bean
		Advised advised() {
			return new Advised(new ArrayList<>());
		}

		@Bean
		MethodInterceptor advice(Advised advised) {
			return (invocation) -> {
				advised.calls().add(invocation.getMethod().getName());
				return invocation.proceed();
			};
		}

		@Bean
		static BeanNameAutoProxyCreator proxies() {
			BeanNameAutoProxyCreator creator = new BeanNameAutoProxyCreator();
			creator.setBeanNames("clock");
			creator.setInterceptorNames("advice");
			return creator;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ScopedConfiguration {

		@Bean
		static CustomScopeConfigurer scopes() {
			CustomScopeConfigurer configurer = new CustomScopeConfigurer();
			configurer.addScope("thread", new SimpleThreadScope());
			return configurer;
		}

		@Bean
		@Scope(scopeName = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
		Counter counter() {
			return new Counter();
		}

	}

}
