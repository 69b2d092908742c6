package io.github.wasmpool.autoconfigure;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.wasmpool.WasmClientException;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.autoconfigure.shop.Discounts;
import io.github.wasmpool.autoconfigure.shop.Orders;
import io.github.wasmpool.autoconfigure.shop.Shop;
import io.github.wasmpool.autoconfigure.wrongshop.Counter;
import io.github.wasmpool.host.WasmClient;
import io.github.wasmpool.test.FakeModule;
import io.github.wasmpool.test.TestPools;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Interfaces that are imported are beans, one each.
 */
class DeclarativeClientTests {

	private static final String ORDERS = "orders#" + Orders.class.getName();

	private static final String PRICES = "default#io.github.wasmpool.autoconfigure.shop.PriceList";

	private final AtomicInteger closed = new AtomicInteger();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withBean("wasmPool", WasmPool.class, () -> TestPools.of(guest("default")))
		.withBean("ordersWasmPool", WasmPool.class, () -> TestPools.of(guest("orders")));

	private FakeModule guest(String name) {
		return new FakeModule().text("same", (text) -> name + " " + text)
			.function("add", FunctionType.of(List.of(ValueType.I32, ValueType.I32), List.of(ValueType.I32)),
					(caller, args) -> (int) args[0] + (int) args[1])
			.function("close", FunctionType.of(List.of(), List.of()), (caller, args) -> {
				this.closed.incrementAndGet();
				return null;
			});
	}

	@Test
	void thePackageOfTheImportingClassIsSearched() {
		this.contextRunner.withUserConfiguration(Shop.class).run((context) -> {
			assertThat(context.getBean(Orders.class).same("text")).isEqualTo("orders text");
			assertThat(context.getBean(PRICES).toString()).startsWith("PriceList, client of pool");
			assertThat(context.getBeanFactory().getBeanDefinitionNames()).filteredOn((name) -> name.contains("#"))
				.containsExactly(ORDERS, PRICES);
		});
	}

	@Test
	void typesAreListedAndNeedNoMark() {
		this.contextRunner.withUserConfiguration(Listed.class).run((context) -> {
			assertThat(context.getBean(Orders.class).same("text")).isEqualTo("orders text");
			assertThat(context.getBean(Unmarked.class).same("text")).isEqualTo("default text");
			assertThat(context).doesNotHaveBean(PRICES);
		});
	}

	@Test
	void importsCanBeRepeatedAndOneInterfaceIsOneBean() {
		this.contextRunner.withUserConfiguration(Repeated.class, Listed.class, Shop.class).run((context) -> {
			assertThat(context).hasSingleBean(Orders.class).hasBean(PRICES);
			assertThat(context).hasSingleBean(Composed.class);
			assertThat(context.getBean(Composed.class).same("text")).isEqualTo("orders text");
		});
	}

	@Test
	void anInterfaceThatExtendsAnotherDoesNotKeepItAway() {
		this.contextRunner.withUserConfiguration(Families.class)
			.run((context) -> assertThat(context.getBeanNamesForType(Unmarked.class)).containsExactlyInAnyOrder(
					"default#" + Unmarked.class.getName(), "default#" + Extended.class.getName()));
	}

	@Test
	void severalClientsOfATypeAreInjectedInTheOrderTheySay() {
		this.contextRunner.withUserConfiguration(Families.class)
			.run((context) -> assertThat(context.getBeanProvider(Unmarked.class).orderedStream()).satisfiesExactly(
					(first) -> assertThat(first).isInstanceOf(Extended.class),
					(second) -> assertThat(second).isNotInstanceOf(Extended.class)));
	}

	@Test
	void aBeanOfTheApplicationWinsWhereverItIsDeclared() {
		this.contextRunner.withUserConfiguration(Shop.class, OwnOrders.class).run((context) -> {
			assertThat(context).hasSingleBean(Orders.class).doesNotHaveBean(ORDERS);
			assertThat(context.getBean(Orders.class).same("text")).isEqualTo("own text");
		});
		this.contextRunner.withUserConfiguration(Shop.class)
			.withBean(ORDERS, String.class, () -> "own")
			.run((context) -> assertThat(context.getBean(ORDERS)).isEqualTo("own"));
		this.contextRunner.withUserConfiguration(OwnOrders.class)
			.run((parent) -> this.contextRunner.withParent(parent)
				.withUserConfiguration(Shop.class)
				.run((context) -> assertThat(context).doesNotHaveBean(ORDERS)));
	}

	@Test
	void conditionsOfAnInterfaceCount() {
		this.contextRunner.withUserConfiguration(Shop.class)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(Discounts.class));
		this.contextRunner.withUserConfiguration(Shop.class)
			.withInitializer((context) -> context.getEnvironment().addActiveProfile("sale"))
			.run((context) -> assertThat(context).hasSingleBean(Discounts.class));
	}

	@Test
	void noFunctionOfTheGuestIsCalledWhenTheApplicationStops() {
		this.contextRunner.withUserConfiguration(Shop.class).run((context) -> {
			context.getBean(Orders.class).close();
			assertThat(this.closed).hasValue(1);
			context.close();
			assertThat(this.closed).hasValue(1);
		});
	}

	@Test
	void whatIsNoInterfaceIsRefused() {
		this.contextRunner.withUserConfiguration(Wrong.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(WasmClientException.class)
				.hasMessage("'" + Counter.class.getName() + "' cannot be a client of pool 'orders':\n"
						+ "  - it is no interface; declare one with a method for each export"));
	}

	@Test
	void anInterfaceThatDoesNotFitStopsTheStart() {
		this.contextRunner.withUserConfiguration(Misfits.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(WasmClientException.class)
				.hasMessageContaining("'int add(long)'"));
	}

	interface Unmarked {

		String same(String text);

	}

	@Order(-1)
	interface Extended extends Unmarked {

	}

	@Retention(RetentionPolicy.RUNTIME)
	@Target(ElementType.TYPE)
	@WasmClient("orders")
	@interface OrdersClient {

	}

	@OrdersClient
	interface Composed extends Unmarked {

	}

	@WasmClient
	interface Misfit {

		int add(long number);

	}

	@Configuration(proxyBeanMethods = false)
	@ImportWasmClients({ Orders.class, Unmarked.class })
	static class Listed {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportWasmClients(types = Orders.class, basePackageClasses = Shop.class)
	@ImportWasmClients(Composed.class)
	static class Repeated {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportWasmClients({ Extended.class, Unmarked.class })
	static class Families {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportWasmClients(basePackageClasses = Counter.class)
	static class Wrong {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportWasmClients(Misfit.class)
	static class Misfits {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnOrders {

		@Bean
		Orders own() {
			return new Orders() {

				@Override
				public String same(String text) {
					return "own " + text;
				}

				@Override
				public void close() {
					// holds nothing
				}

			};
		}

	}

}
