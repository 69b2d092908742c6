package io.github.wasmpool.autoconfigure;

import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.fake.FakeWasmRuntime;
import io.github.wasmpool.host.WasmClient;
import io.github.wasmpool.host.WasmExport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is said when a pool, a module or a client is to be injected that is not there.
 */
@ExtendWith(OutputCaptureExtension.class)
class MissingPoolTests {

	private static final String MODULE = ".module=classpath:io/github/wasmpool/autoconfigure/empty.wasm";

	@Test
	void aQualifierThatIsMisspelt(CapturedOutput output) {
		assertThat(FailedStart.report(output, Misspelt.class, "wasm.pool" + MODULE, "wasm.pools.orders" + MODULE))
			.contains("Parameter 0 of method user in " + Misspelt.class.getName()
					+ " required a WasmPool qualified as 'ordersPool' that could not be found.")
			.contains("There are these pools:", "    default: @Qualifier(\"wasmPool\"), which can be left out",
					"    orders: @Qualifier(\"ordersWasmPool\")")
			.contains("Change the qualifier to 'wasmPool' or 'ordersWasmPool', or configure a pool with "
					+ "'wasm.pools.ordersPool.module'.");
	}

	@Test
	void aPoolThatIsDisabled(CapturedOutput output) {
		assertThat(FailedStart.report(output, Orders.class, "wasm.pool" + MODULE, "wasm.pools.orders.enabled=false"))
			.contains("required a WasmModule qualified as 'ordersWasmModule'")
			.contains("    default: @Qualifier(\"wasmModule\"), which can be left out")
			.contains("These are configured and not made:")
			.contains("    orders: it is disabled by 'wasm.pools.orders.enabled'")
			.contains("Set 'wasm.pools.orders.enabled' to true, or use another pool.");
	}

	@Test
	void aPoolWithoutAModule(CapturedOutput output) {
		assertThat(FailedStart.report(output, Orders.class, "wasm.pools.orders.size=2")).contains("There is no pool.")
			.contains("    orders: neither 'wasm.pools.orders.module' nor 'wasm.pool.module' is set")
			.contains("Set 'wasm.pools.orders.module'.");
	}

	@Test
	void noPoolAtAll(CapturedOutput output) {
		assertThat(FailedStart.report(output, Plain.class)).contains("required a WasmPool that could not be found.")
			.contains("    default: 'wasm.pool.module' is not set")
			.contains("Set 'wasm.pool.module', or name one of several pools with '@Qualifier'.");
	}

	@Test
	void aClient(CapturedOutput output) {
		assertThat(FailedStart.report(output, ClientUser.class, "wasm.pool" + MODULE))
			.contains("required a client '" + Texts.class.getName() + "' that could not be found.")
			.contains("Texts texts(WasmPool pool) {", "return pool.client(Texts.class);");
	}

	@Test
	void aClientThatIsMarkedAndNotImported(CapturedOutput output) {
		assertThat(FailedStart.report(output, MarkedUser.class, "wasm.pool" + MODULE))
			.contains("required a client '" + Marked.class.getName() + "' that could not be found.")
			.contains("Import it, by '@ImportWasmClients(Marked.class)' on a configuration class",
					"in package 'io.github.wasmpool.autoconfigure' or above.");
	}

	@Test
	void thePoolOfAClient(CapturedOutput output) {
		assertThat(FailedStart.report(output, Importing.class, "wasm.pool" + MODULE, "wasm.pools.rules" + MODULE))
			.contains("There is no pool 'orders' for these clients:", "    " + Marked.class.getName())
			.contains("There are these pools:", "    default: @WasmClient\n", "    rules: @WasmClient(\"rules\")")
			.contains("Name another pool with '@WasmClient', or set 'wasm.pools.orders.module'.");
	}

	@Test
	void thePoolOfAClientThatIsInjected(CapturedOutput output) {
		assertThat(FailedStart.report(output, ImportingUser.class, "wasm.pool" + MODULE,
				"wasm.pools.orders.enabled=false"))
			.contains("There is no pool 'orders' for these clients:")
			.contains("These are configured and not made:", "    orders: it is disabled by 'wasm.pools.orders.enabled'")
			.contains("Name another pool with '@WasmClient', or set 'wasm.pools.orders.enabled' to true.");
	}

	@Test
	void theDefaultPoolOfAClient(CapturedOutput output) {
		assertThat(FailedStart.report(output, ImportingDefault.class))
			.contains("There is no pool 'default' for these clients:", "There is no pool.")
			.contains("Name another pool with '@WasmClient', or set 'wasm.pool.module'.");
	}

	@WasmClient("orders")
	interface Marked {

		String same(String text);

	}

	interface Texts {

		@WasmExport("same")
		String same(String text);

	}

	@Configuration(proxyBeanMethods = false)
	static class Fakes {

		@Bean
		WasmRuntime wasmRuntime() {
			return new FakeWasmRuntime();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Misspelt extends Fakes {

		@Bean
		String user(@Qualifier("ordersPool") WasmPool pool) {
			return pool.name();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Orders extends Fakes {

		@Bean
		String user(@Qualifier("ordersWasmModule") WasmModule module) {
			return module.name();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Plain extends Fakes {

		@Bean
		String user(WasmPool pool) {
			return pool.name();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ClientUser extends Fakes {

		@Bean
		String user(Texts texts) {
			return texts.same("");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MarkedUser extends Fakes {

		@Bean
		String user(Marked marked) {
			return marked.same("");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportWasmClients(Marked.class)
	static class Importing extends Fakes {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportWasmClients(Marked.class)
	static class ImportingUser extends MarkedUser {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportWasmClients(Texts.class)
	static class ImportingDefault extends Fakes {

	}

}
