package io.github.wasmpool.autoconfigure;

import java.time.Duration;
import java.util.Map;

import io.github.wasmpool.ResultConvention;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PoolDefinitionsTests {

	private final MockEnvironment environment = new MockEnvironment();

	@Test
	void aNamedPoolInheritsWhatItLeavesOut() {
		set("wasm.pool.module", "a.wasm");
		set("wasm.pool.size", "7");
		set("wasm.pool.memory.initial-pages", "2");
		set("wasm.pool.memory.max-pages", "20");
		set("wasm.pool.acquire-timeout", "1s");
		set("wasm.pool.max-host-calls", "1000");
		set("wasm.pools.billing.max-host-calls", "10");
		set("wasm.pools.orders.memory.max-pages", "40");
		set("wasm.pools.orders.acquire-timeout", "2s");
		PoolProperties orders = get("orders");
		assertThat(orders.module()).isEqualTo("a.wasm");
		assertThat(orders.size()).isEqualTo(7);
		assertThat(orders.memory().initialPages()).isEqualTo(2);
		assertThat(orders.memory().maxPages()).isEqualTo(40);
		assertThat(orders.acquireTimeout()).isEqualTo(Duration.ofSeconds(2));
		assertThat(orders.maxHostCalls()).isEqualTo(1000);
		assertThat(get("billing").maxHostCalls()).isEqualTo(10);
	}

	@Test
	void environmentsMergeAndListsReplace() {
		set("wasm.pool.wasi.args[0]", "-a");
		set("wasm.pool.wasi.args[1]", "-b");
		set("wasm.pool.wasi.environment.LANG", "C");
		set("wasm.pool.wasi.environment.MY_HOME", "/a");
		set("wasm.pool.wasi.directories[0].guest", "/data");
		set("wasm.pool.wasi.directories[0].host", "/srv/a");
		set("wasm.pool.wasi.directories[1].guest", "/more");
		set("wasm.pool.wasi.directories[1].host", "/srv/b");
		set("wasm.pool.wasi.output-limit", "1MB");
		set("wasm.pools.orders.wasi.args", "-c");
		set("wasm.pools.orders.wasi.environment.MY_HOME", "/b");
		set("wasm.pools.orders.wasi.directories[0].guest", "/own");
		set("wasm.pools.orders.wasi.directories[0].host", "/srv/c");
		set("wasm.pools.orders.wasi.directories[0].writable", "true");
		set("wasm.pools.billing.size", "2");
		PoolProperties.Wasi orders = get("orders").wasi();
		assertThat(orders.args()).containsExactly("-c");
		assertThat(orders.environment()).containsOnly(Map.entry("LANG", "C"), Map.entry("MY_HOME", "/b"));
		assertThat(orders.directories()).singleElement().satisfies((directory) -> {
			assertThat(directory.guest()).isEqualTo("/own");
			assertThat(directory.host()).isEqualTo("/srv/c");
			assertThat(directory.writable()).isTrue();
		});
		assertThat(orders.outputLimit()).isEqualTo(DataSize.ofMegabytes(1));
		PoolProperties.Wasi billing = get("billing").wasi();
		assertThat(billing.args()).containsExactly("-a", "-b");
		assertThat(billing.environment()).containsEntry("MY_HOME", "/a");
		assertThat(billing.directories()).hasSize(2);
	}

	@Test
	void anInitialiserIsInheritedWithTheModule() {
		set("wasm.pool.module", "a.wasm");
		set("wasm.pool.initialize", "init");
		set("wasm.pools.orders.size", "2");
		assertThat(get("orders").initialize()).isEqualTo("init");
	}

	@Test
	void anInitialiserIsNotInheritedByAPoolWithItsOwnModule() {
		set("wasm.pool.initialize", "init");
		set("wasm.pools.orders.module", "b.wasm");
		set("wasm.pools.billing.module", "c.wasm");
		set("wasm.pools.billing.initialize", "start");
		assertThat(get("orders").initialize()).isNull();
		assertThat(definitions().get("orders").keys().key("initialize")).isEqualTo("wasm.pools.orders.initialize");
		assertThat(get("billing").initialize()).isEqualTo("start");
	}

	@Test
	void aSnapshotIsInheritedOnlyWithTheModuleAndNotBesideASharedMemory() {
		set("wasm.pool.module", "a.wasm");
		set("wasm.pool.snapshot", "true");
		set("wasm.pools.orders.size", "2");
		set("wasm.pools.billing.module", "b.wasm");
		set("wasm.pools.shared.memory.shared", "true");
		assertThat(get("orders").snapshot()).isTrue();
		assertThat(get("billing").snapshot()).isNull();
		assertThat(get("shared").snapshot()).isNull();
	}

	@Test
	void theDigestAndTheReloadAreInheritedOnlyWithTheModule() {
		set("wasm.pool.module", "a.wasm");
		set("wasm.pool.module-sha256", "0".repeat(64));
		set("wasm.pool.reload.watch", "true");
		set("wasm.pool.reload.quiet-period", "3s");
		set("wasm.pools.orders.size", "2");
		set("wasm.pools.billing.module", "b.wasm");
		assertThat(get("orders").moduleSha256()).hasSize(64);
		assertThat(get("orders").reload().watch()).isTrue();
		assertThat(get("orders").reload().quietPeriod()).hasSeconds(3);
		assertThat(get("billing").moduleSha256()).isNull();
		assertThat(get("billing").reload()).hasAllNullFieldsOrProperties();
	}

	@Test
	void exportsOfAnotherModuleAreNotInherited() {
		set("wasm.pool.abi.allocate", "take");
		set("wasm.pool.abi.free", "give");
		set("wasm.pool.abi.result", "length-export");
		set("wasm.pool.abi.result-length", "length");
		set("wasm.pool.abi.input-buffer", "buffer");
		set("wasm.pool.abi.input-buffer-size", "size");
		set("wasm.pool.abi.free-result", "true");
		set("wasm.pools.orders.module", "b.wasm");
		set("wasm.pools.billing.size", "2");
		assertThat(get("orders").abi()).hasAllNullFieldsOrPropertiesExcept("freeResult");
		assertThat(get("orders").abi().freeResult()).isTrue();
		assertThat(definitions().get("orders").keys().key("abi.free")).isEqualTo("wasm.pools.orders.abi.free");
		assertThat(get("billing").abi()).usingRecursiveComparison().isEqualTo(get("default").abi());
	}

	@Test
	void aConventionThatNeedsNoExportIsInherited() {
		set("wasm.pool.abi.result", "c-string");
		set("wasm.pools.orders.module", "b.wasm");
		assertThat(get("orders").abi().result()).isEqualTo(ResultConvention.C_STRING);
	}

	@Test
	void oneBufferForArgumentsTakesThePlaceOfTheOther() {
		set("wasm.pool.abi.input-buffer", "buffer");
		set("wasm.pool.abi.input-buffer-size", "size");
		set("wasm.pools.orders.abi.keep-buffer", "4KB");
		set("wasm.pools.billing.abi.keep-buffer", "0");
		assertThat(get("orders").abi().inputBuffer()).isNull();
		assertThat(get("orders").abi().inputBufferSize()).isNull();
		assertThat(get("billing").abi().inputBuffer()).isEqualTo("buffer");
	}

	@Test
	void aKeptBufferIsNotInheritedByAPoolWhoseGuestOffersOne() {
		set("wasm.pool.abi.keep-buffer", "4KB");
		set("wasm.pools.orders.abi.input-buffer", "buffer");
		assertThat(get("orders").abi().keepBuffer()).isNull();
		assertThat(get("default").abi().keepBuffer()).isEqualTo(DataSize.ofKilobytes(4));
	}

	@Test
	void anInheritedMinIdleIsCappedAtSize() {
		set("wasm.pool.min-idle", "8");
		set("wasm.pools.orders.size", "3");
		assertThat(get("orders").minIdle()).isEqualTo(3);
	}

	@Test
	void anInheritedMinIdleIsCappedAtTheDefaultSize() {
		set("wasm.pool.min-idle", "1000000");
		set("wasm.pools.orders.module", "a.wasm");
		assertThat(get("orders").minIdle()).isEqualTo(2 * Runtime.getRuntime().availableProcessors());
	}

	@Test
	void aSmallerInheritedMinIdleIsKept() {
		set("wasm.pool.min-idle", "2");
		set("wasm.pools.orders.size", "3");
		assertThat(get("orders").minIdle()).isEqualTo(2);
	}

	@Test
	void aPoolsOwnMinIdleIsNotCapped() {
		set("wasm.pools.orders.size", "3");
		set("wasm.pools.orders.min-idle", "8");
		assertThat(get("orders").minIdle()).isEqualTo(8);
	}

	@Test
	void timeoutsAreNotInheritedByAPoolThatIsNotInterruptible() {
		set("wasm.pool.execution-timeout", "1s");
		set("wasm.pool.initialization-timeout", "1s");
		set("wasm.pools.orders.interruptible", "false");
		set("wasm.pools.billing.interruptible", "false");
		set("wasm.pools.billing.execution-timeout", "2s");
		assertThat(get("orders").executionTimeout()).isNull();
		assertThat(get("orders").initializationTimeout()).isNull();
		assertThat(get("billing").executionTimeout()).isEqualTo(Duration.ofSeconds(2));
	}

	@Test
	void whatOnlyWarmInstancesHaveIsNotInheritedByAPoolOfFreshOnes() {
		set("wasm.pool.reset", "warm");
		set("wasm.pool.reset-export", "reset");
		set("wasm.pool.max-uses", "5");
		set("wasm.pool.max-lifetime", "1h");
		set("wasm.pool.idle-timeout", "1m");
		set("wasm.pool.max-memory-growth", "2");
		set("wasm.pools.orders.reset", "fresh");
		set("wasm.pools.billing.size", "1");
		assertThat(get("orders")).hasAllNullFieldsOrPropertiesExcept("reload", "health", "memory", "reset", "dedicated",
				"limits", "abi", "wasi", "imports", "features");
		assertThat(get("billing").maxUses()).isEqualTo(5);
	}

	@Test
	void memoryAndExportsBelongToTheModule() {
		set("wasm.pool.module", "a.wasm");
		set("wasm.pool.memory.max-pages", "9");
		set("wasm.pool.memory.reserve", "3");
		set("wasm.pool.memory.shared", "true");
		set("wasm.pool.reset-export", "reset");
		set("wasm.pools.orders.module", "b.wasm");
		set("wasm.pools.billing.size", "1");
		assertThat(get("orders").memory()).hasAllNullFieldsOrProperties();
		assertThat(get("orders").resetExport()).isNull();
		assertThat(definitions().get("orders").keys().key("memory.max-pages"))
			.isEqualTo("wasm.pools.orders.memory.max-pages");
		assertThat(get("billing").memory()).isEqualTo(get("default").memory());
		assertThat(get("billing").resetExport()).isEqualTo("reset");
	}

	@Test
	void whatASharedMemoryExcludesIsNotInherited() {
		set("wasm.pool.reset", "fresh");
		set("wasm.pool.max-uses", "5");
		set("wasm.pool.max-lifetime", "1h");
		set("wasm.pool.idle-timeout", "1m");
		set("wasm.pool.max-memory-growth", "2");
		set("wasm.pool.memory.max-pages", "9");
		set("wasm.pool.memory.reserve", "3");
		set("wasm.pool.features.threads", "false");
		set("wasm.pool.abi.input-buffer", "buffer");
		set("wasm.pool.abi.input-buffer-size", "size");
		set("wasm.pools.orders.memory.shared", "true");
		assertThat(get("orders")).hasAllNullFieldsOrPropertiesExcept("reload", "health", "memory", "dedicated",
				"limits", "abi", "wasi", "imports", "features");
		assertThat(get("orders").memory()).hasAllNullFieldsOrPropertiesExcept("shared");
		assertThat(get("orders").features().threads()).isNull();
		assertThat(get("orders").abi()).hasAllNullFieldsOrProperties();
	}

	@Test
	void whatAPoolSaysItselfWins() {
		set("wasm.pool.interruptible", "false");
		set("wasm.pool.memory.shared", "true");
		set("wasm.pool.abi.free-arguments", "false");
		set("wasm.pools.orders.execution-timeout", "1s");
		set("wasm.pools.orders.reset", "fresh");
		set("wasm.pools.orders.abi.keep-buffer", "4KB");
		assertThat(get("orders").interruptible()).isNull();
		assertThat(get("orders").memory().shared()).isNull();
		assertThat(get("orders").abi().freeArguments()).isNull();
	}

	@Test
	void aBlankValueUnsetsWhatIsInherited() {
		set("wasm.pool.max-uses", "5");
		set("wasm.pools.orders.max-uses", "");
		assertThat(get("orders").maxUses()).isNull();
	}

	@Test
	void enabledIsInherited() {
		set("wasm.pool.enabled", "false");
		set("wasm.pools.orders.size", "3");
		set("wasm.pools.billing.enabled", "true");
		assertThat(definitions().get("default").isEnabled()).isFalse();
		assertThat(definitions().get("orders").isEnabled()).isFalse();
		assertThat(definitions().get("billing").isEnabled()).isTrue();
	}

	@Test
	void namedPoolsDoNotChangeTheDefaultOne() {
		set("wasm.pool.size", "7");
		set("wasm.pools.orders.size", "3");
		assertThat(definitions().all()).extracting(PoolDefinition::name).containsExactly("default", "orders");
		assertThat(get("default").size()).isEqualTo(7);
	}

	@Test
	void environmentVariablesConfigureNamedPools() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment",
					Map.of("WASM_POOLS_ORDERS_MAXWAITING", "4", "WASM_POOL_MEMORY_MAXPAGES", "33")));
		PoolDefinitions definitions = new PoolDefinitions(environment);
		assertThat(definitions.all()).extracting(PoolDefinition::name).containsExactly("default", "orders");
		PoolDefinition orders = definitions.get("orders");
		assertThat(orders.properties().maxWaiting()).isEqualTo(4);
		assertThat(orders.properties().memory().maxPages()).isEqualTo(33);
		assertThat(orders.keys().key("max-waiting")).isEqualTo("wasm.pools.orders.max-waiting");
		assertThat(orders.keys().key("memory.max-pages")).isEqualTo("wasm.pool.memory.max-pages");
	}

	@ParameterizedTest
	@ValueSource(strings = { "my-orders", "myOrders", "Orders", "1st", "my_orders", "default" })
	void aNameThatIsNotAllowedIsRefused(String name) {
		set("wasm.pools." + name + ".size", "3");
		assertThatExceptionOfType(IllegalPoolNameException.class).isThrownBy(() -> definitions().all())
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo(name));
	}

	@Test
	void aNameWithADotIsRefused() {
		set("wasm.pools[my.orders].size", "3");
		assertThatExceptionOfType(IllegalPoolNameException.class).isThrownBy(() -> definitions().all())
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("my.orders"));
	}

	private void set(String key, String value) {
		this.environment.setProperty(key, value);
	}

	private PoolProperties get(String name) {
		return definitions().get(name).properties();
	}

	private PoolDefinitions definitions() {
		return new PoolDefinitions(this.environment);
	}

}
