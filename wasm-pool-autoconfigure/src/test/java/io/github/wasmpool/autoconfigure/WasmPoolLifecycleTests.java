package io.github.wasmpool.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.fake.FakeWasmRuntime;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class WasmPoolLifecycleTests {

	private static final String MODULE = "classpath:io/github/wasmpool/autoconfigure/empty.wasm";

	private final FakeWasmRuntime runtime = new FakeWasmRuntime();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WasmPoolAutoConfiguration.class))
		.withBean("wasmRuntime", WasmRuntime.class, () -> this.runtime)
		.withPropertyValues("wasm.pool.module=" + MODULE, "wasm.pools.orders.size=1");

	@Test
	void poolsAreFilledBeforeTheWebServerStartsAndStoppedAfterIt() {
		assertThat(WasmPoolLifecycle.PHASE).isLessThan(WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE);
		assertThat(new WasmPoolLifecycle(this.runtime.pools(), new PoolDefinitions(new MockEnvironment())).getPhase())
			.isEqualTo(WasmPoolLifecycle.PHASE);
	}

	@Test
	void theStartFillsEachPool() {
		this.contextRunner.run((context) -> {
			assertThat(this.runtime.events()).containsExactly("prefill default", "prefill orders");
			assertThat(context.getBean(WasmPoolLifecycle.class).isRunning()).isTrue();
		});
	}

	@Test
	void theStartFillsAPoolThatABeanBuilt() {
		this.contextRunner
			.withBean("mine", WasmPool.class,
					() -> this.runtime.pool(this.runtime.module(new byte[0]).build()).name("mine").build())
			.run((context) -> assertThat(this.runtime.events()).contains("prefill mine"));
	}

	@Test
	void aFailureToFillStopsTheStart() {
		this.runtime.failingPrefill(new IllegalStateException("no memory"));
		this.contextRunner.run((context) -> assertThat(context).hasFailed()
			.getFailure()
			.hasRootCauseInstanceOf(IllegalStateException.class)
			.hasRootCauseMessage("no memory"));
	}

	@Test
	void allPoolsBeginToDrainBeforeAnyIsWaitedFor() {
		List<String> begun = new ArrayList<>();
		this.runtime.whenDrained(() -> begun.addAll(this.runtime.events()));
		this.contextRunner.run((context) -> {
			this.runtime.events().clear();
			context.stop();
			assertThat(begun).startsWith("begin to drain default", "begin to drain orders");
		});
	}

	@Test
	void aPoolThatCannotBeDrainedDoesNotKeepOthersFromIt() {
		AtomicBoolean first = new AtomicBoolean(true);
		this.runtime.whenDrained(() -> {
			if (first.getAndSet(false)) {
				throw new IllegalStateException("cannot be drained");
			}
		});
		this.contextRunner.run((context) -> {
			this.runtime.events().clear();
			context.stop();
			assertThat(this.runtime.events()).containsExactly("begin to drain default", "begin to drain orders",
					"drain orders");
		});
	}

	@Test
	void aStoppedApplicationDrainsItsPoolsTogetherKeepsThemAndCanStartAgain() {
		this.contextRunner.run((context) -> {
			this.runtime.events().clear();
			context.stop();
			assertThat(this.runtime.events()).containsExactly("begin to drain default", "begin to drain orders",
					"drain default", "drain orders");
			assertThat(context.getBean(WasmPoolLifecycle.class).isRunning()).isFalse();
			assertThat(context.getBean("wasmPool", WasmPool.class).isClosed()).isFalse();
			this.runtime.events().clear();
			context.start();
			assertThat(this.runtime.events()).containsExactly("prefill default", "prefill orders");
		});
	}

}
