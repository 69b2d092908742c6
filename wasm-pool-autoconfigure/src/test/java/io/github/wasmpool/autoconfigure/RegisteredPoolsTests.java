package io.github.wasmpool.autoconfigure;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that was processed ahead of time has the pools of that time.
 */
@ExtendWith(OutputCaptureExtension.class)
class RegisteredPoolsTests {

	private final MockEnvironment environment = new MockEnvironment();

	@Test
	void aPoolThatCameLaterIsWarnedOf(CapturedOutput output) {
		this.environment.setProperty("wasm.pool.module", "a.wasm");
		this.environment.setProperty("wasm.pools.orders.module", "b.wasm");
		start("default");
		assertThat(output).contains("There is no pool 'orders': 'wasm.pools.orders' was not configured when the "
				+ "application was processed ahead of time");
		assertThat(output.getAll().lines()).hasSize(1);
	}

	@Test
	void aPoolThatWasDisabledOrRemovedIsWarnedOf(CapturedOutput output) {
		this.environment.setProperty("wasm.pool.module", "a.wasm");
		this.environment.setProperty("wasm.pool.enabled", "false");
		start("default", "orders");
		assertThat(output).contains("There is a pool 'default', though it is disabled by 'wasm.pool.enabled'",
				"There is a pool 'orders', though it is not configured any more");
	}

	@Test
	void whatIsAsItWasIsNotWarnedOf(CapturedOutput output) {
		this.environment.setProperty("wasm.pool.module", "a.wasm");
		this.environment.setProperty("wasm.pools.orders.enabled", "false");
		start("default");
		assertThat(output).isEmpty();
	}

	private void start(String... registered) {
		new RegisteredPools(List.of(registered), new DefaultListableBeanFactory(), this.environment)
			.afterSingletonsInstantiated();
	}

}
