package io.github.wasmpool.autoconfigure;

import io.github.wasmpool.autoconfigure.shop.Orders;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A mock stands in for a client that is imported, also where there is no pool.
 */
@SpringJUnitConfig
class MockedClientTests {

	@MockitoBean
	@SuppressWarnings("NullAway.Init")
	private Orders orders;

	@Test
	void aMockTakesThePlaceOfAClient(@Autowired Orders injected) {
		Mockito.when(this.orders.same("text")).thenReturn("mocked");
		assertThat(injected.same("text")).isEqualTo("mocked");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportWasmClients(Orders.class)
	static class Clients {

	}

}
