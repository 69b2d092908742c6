package io.github.wasmpool.autoconfigure.shop;

import io.github.wasmpool.autoconfigure.ImportWasmClients;
import io.github.wasmpool.autoconfigure.WasmPoolAutoConfiguration;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * An application with clients, which prints what they answer. What it prints does not
 * depend on whether it was processed ahead of time.
 */
@Configuration(proxyBeanMethods = false)
@ImportWasmClients
public class Shop {

	/**
	 * Start the application, ask its clients and stop it.
	 * @param args properties
	 */
	public static void main(String[] args) {
		try (ConfigurableApplicationContext context = new SpringApplication(Shop.class, WasmPoolAutoConfiguration.class)
			.run(args)) {
			System.out.println("price list: " + context.getBean(PriceList.class).twice(21));
			System.out.println("orders: " + context.getBean(Orders.class).same("Grüße"));
			System.out.println("beans: " + String.join(" ", context.getBeanNamesForType(PriceList.class)) + " "
					+ String.join(" ", context.getBeanNamesForType(Orders.class)));
		}
	}

}
