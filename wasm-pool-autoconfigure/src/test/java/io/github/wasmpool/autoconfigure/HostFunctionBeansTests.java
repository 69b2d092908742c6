package io.github.wasmpool.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.github.wasmpool.autoconfigure.UnusableHostFunctionException.Reason;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.host.WasmImport;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.GlobalType;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.ValueType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.GenericBeanDefinition;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HostFunctionBeansTests {

	private static final String CLOCK = Clock.class.getName();

	private final List<String> made = new ArrayList<>();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner();

	@Test
	void functionsAndMethodsOfBeansAreFound() {
		this.contextRunner.withBean("one", HostFunction.class, () -> Lookup.number("one", 1))
			.withBean("clock", Clock.class)
			.run((context) -> {
				assertThat(Lookup.in(context).find("one", "now")).extracting(HostFunction::name)
					.containsExactly("one", "now");
				assertThat(Lookup.in(context).call("one")).isEqualTo(1);
				assertThat(Lookup.in(context).call("now")).isEqualTo(7);
			});
	}

	@Test
	void whatTheModuleDoesNotImportIsLeftOut() {
		this.contextRunner.withBean("one", HostFunction.class, () -> Lookup.number("one", 1))
			.withBean("clock", Clock.class)
			.run((context) -> assertThat(Lookup.in(context).find("two")).isEmpty());
	}

	@Test
	void aModuleWithoutFunctionImportsAsksForNoBean() {
		this.contextRunner
			.withBean("one", HostFunction.class, () -> made("one", Lookup.number("one", 1)),
					HostFunctionBeansTests::lazy)
			.run((context) -> {
				ImportType global = new ImportType("env", "one", new GlobalType(ValueType.I32, false));
				assertThat(Lookup.in(context).find(List.of(global))).isEmpty();
				assertThat(this.made).isEmpty();
			});
	}

	@Test
	void onlyBeansThatAreNeededAreMade() {
		this.contextRunner
			.withBean("clock", Clock.class, () -> made("clock", new Clock()), HostFunctionBeansTests::lazy)
			.withBean("log", Log.class, () -> made("log", new Log()), HostFunctionBeansTests::lazy)
			.withBean("text", String.class, () -> made("text", "text"), HostFunctionBeansTests::lazy)
			.run((context) -> {
				assertThat(Lookup.in(context).call("now")).isEqualTo(7);
				assertThat(this.made).containsExactly("clock");
			});
	}

	@Test
	void aMethodIsForThePoolsItNames() {
		this.contextRunner.withBean(Log.class).run((context) -> {
			assertThat(Lookup.forPool(context, "orders").find("log")).hasSize(1);
			assertThat(Lookup.forPool(context, "billing").find("log")).isEmpty();
		});
	}

	@Test
	void methodsOfOneNameAreForOnePoolEach() {
		this.contextRunner.withBean("log", Log.class).withBean("other", OtherLog.class).run((context) -> {
			assertThat(Lookup.forPool(context, "orders").call("log")).isEqualTo(3);
			assertThat(Lookup.forPool(context, "billing").call("log")).isEqualTo(4);
		});
	}

	@Test
	void severalBeansForOneImportAreAmbiguousAndNamed() {
		this.contextRunner.withBean("one", HostFunction.class, () -> Lookup.number("now", 1))
			.withBean("clock", Clock.class)
			.withBean("a", HostFunction.class, () -> Lookup.number("a", 1))
			.withBean("b", HostFunction.class, () -> Lookup.number("a", 1))
			.run((context) -> assertThatExceptionOfType(UnusableHostFunctionException.class)
				.isThrownBy(() -> Lookup.in(context).find("now", "a"))
				.withMessage("Pool 'orders' cannot be given its host functions: function 'env.now' () -> (i32) is "
						+ "provided by bean 'one' and by method '" + CLOCK + ".now' of bean 'clock'; function 'env.a' "
						+ "() -> (i32) is provided by bean 'a' and by bean 'b'")
				.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.AMBIGUOUS)));
	}

	@Test
	void severalBeansForWhatIsNotImportedDoNoHarm() {
		this.contextRunner.withBean("one", HostFunction.class, () -> Lookup.number("one", 1))
			.withBean("two", HostFunction.class, () -> Lookup.number("one", 2))
			.withBean("clock", Clock.class)
			.run((context) -> assertThat(Lookup.in(context).find("now")).hasSize(1));
	}

	@Test
	void ofMethodsOfOneNameThatWithTheTypeOfTheImportIsTaken() {
		this.contextRunner.withBean(Overloaded.class).run((context) -> {
			assertThat(Lookup.in(context).find("size")).extracting((function) -> String.valueOf(function.type()))
				.containsExactly("() -> (i32)");
			ImportType other = new ImportType("env", "size", FunctionType.of(List.of(ValueType.I64), List.of()));
			assertThat(Lookup.in(context).find(List.of(other)))
				.extracting((function) -> String.valueOf(function.type()))
				.containsExactlyInAnyOrder("() -> (i32)", "(i32) -> (i32)");
		});
	}

	@Test
	void aBeanThatIsNoAutowireCandidateIsNotTaken() {
		this.contextRunner.withUserConfiguration(DecoratedConfiguration.class)
			.run((context) -> assertThat(Lookup.in(context).call("one")).isEqualTo(100));
	}

	@Test
	void aMethodThatCannotBeCalledIsNamedWithItsBean() {
		this.contextRunner.withBean("texts", Texts.class)
			.run((context) -> assertThatExceptionOfType(UnusableHostFunctionException.class)
				.isThrownBy(() -> Lookup.in(context).find("text"))
				.withMessageStartingWith("Pool 'orders' cannot be given its host functions: bean 'texts': Method 'void "
						+ Texts.class.getName() + ".text(java.lang.String)' cannot be a host function: ")
				.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.IMPOSSIBLE)));
	}

	@Test
	void aBeanThatIsNullProvidesNothing() {
		this.contextRunner.withUserConfiguration(NullConfiguration.class).run((context) -> {
			assertThat(Lookup.in(context).find("now", "one")).isEmpty();
		});
	}

	@Test
	void aBeanWhoseTypeCannotBeInspectedProvidesNothing() {
		this.contextRunner.withInitializer(HostFunctionBeansTests::registerIncomplete)
			.withBean(Clock.class)
			.run((context) -> {
				Class<?> incomplete = Objects.requireNonNull(context.getType("incomplete"));
				assertThatThrownBy(incomplete::getDeclaredMethods).isInstanceOf(NoClassDefFoundError.class);
				assertThat(Lookup.in(context).find("now")).hasSize(1);
			});
	}

	@Test
	void whatAFactoryBeanMakesIsFoundAndOneThatIsNotNeededStaysUnmade() {
		this.contextRunner.withUserConfiguration(FactoryConfiguration.class).run((context) -> {
			assertThat(Lookup.in(context).call("two")).isEqualTo(2);
			assertThat(context.getBeanFactory().containsSingleton("unasked")).isFalse();
		});
	}

	private <T> T made(String name, T bean) {
		this.made.add(name);
		return bean;
	}

	private static void lazy(BeanDefinition definition) {
		definition.setLazyInit(true);
	}

	private static void registerIncomplete(ConfigurableApplicationContext context) {
		GenericBeanDefinition definition = new GenericBeanDefinition();
		definition.setBeanClass(new IncompleteClassPath().incomplete());
		definition.setLazyInit(true);
		((GenericApplicationContext) context).registerBeanDefinition("incomplete", definition);
	}

	static class Clock {

		@WasmImport
		int now() {
			return 7;
		}

	}

	static class Log {

		@WasmImport(pools = { "orders", "rules" })
		int log() {
			return 3;
		}

	}

	static class OtherLog {

		@WasmImport(name = "log", pools = "billing")
		int other() {
			return 4;
		}

	}

	static class Overloaded {

		@WasmImport
		int size() {
			return 0;
		}

		@WasmImport
		int size(int value) {
			return value;
		}

	}

	static class Texts {

		@WasmImport
		void text(String text) {
		}

	}

	static class Absent {

	}

	static class Incomplete {

		@WasmImport
		int now() {
			return 0;
		}

		void use(Absent absent) {
		}

	}

	/**
	 * Has the class {@link Incomplete}, but not one that it needs.
	 */
	private static final class IncompleteClassPath extends ClassLoader {

		IncompleteClassPath() {
			super(HostFunctionBeansTests.class.getClassLoader());
		}

		Class<?> incomplete() {
			String name = Incomplete.class.getName();
			try (InputStream in = Objects.requireNonNull(getResourceAsStream(name.replace('.', '/') + ".class"))) {
				byte[] bytes = in.readAllBytes();
				return defineClass(name, bytes, 0, bytes.length);
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (name.equals(Absent.class.getName())) {
				throw new ClassNotFoundException(name);
			}
			return super.loadClass(name, resolve);
		}

	}

	static class UnaskedFactory implements FactoryBean<Object> {

		@Override
		public Object getObject() {
			return new Object();
		}

		@Override
		public Class<?> getObjectType() {
			return Object.class;
		}

	}

	static class NumberFactory implements FactoryBean<HostFunction> {

		@Override
		public HostFunction getObject() {
			return Lookup.number("two", 2);
		}

		@Override
		public Class<?> getObjectType() {
			return HostFunction.class;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FactoryConfiguration {

		@Bean
		@Lazy
		UnaskedFactory unasked() {
			return new UnaskedFactory();
		}

		@Bean
		NumberFactory two() {
			return new NumberFactory();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DecoratedConfiguration {

		@Bean(autowireCandidate = false)
		HostFunction one() {
			return Lookup.number("one", 1);
		}

		@Bean
		HostFunction hundred() {
			return Lookup.number("one", 100);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NullConfiguration {

		@Bean
		@Nullable HostFunction one() {
			return null;
		}

		@Bean
		@Nullable Clock clock() {
			return null;
		}

	}

}
