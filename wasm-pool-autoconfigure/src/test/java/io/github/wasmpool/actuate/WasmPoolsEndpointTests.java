package io.github.wasmpool.actuate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class WasmPoolsEndpointTests {

	private static final String GUEST = """
			(module
				(import "env" "now" (func $now (result i64)))
				(memory (export "memory") 2 9)
				(func (export "price") (param i32 i32) (result i64) (call $now))
				(func (export "trap\\n") (unreachable)))
			""";

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private final WasmModule module = this.runtime.module(Wat.compile(GUEST))
		.name("orders.wasm")
		.hostFunctions(
				HostFunction.of("env", "now", FunctionType.of(List.of(), List.of(ValueType.I64)), (caller, args) -> 7L))
		.build();

	private final WasmPool pool = this.runtime.pool(this.module)
		.name("orders")
		.size(3)
		.acquireTimeout(Duration.ofSeconds(4))
		.executionTimeout(Duration.ofSeconds(1))
		.build();

	private final List<String> reloaded = new ArrayList<>();

	private final WasmPoolsEndpoint endpoint = new WasmPoolsEndpoint(this.runtime.pools(), (name) -> {
		if (this.reloaded.contains("shared")) {
			throw new IllegalStateException("Pool '" + name + "' has one memory");
		}
		if (!this.reloaded.isEmpty()) {
			throw new IllegalArgumentException("Pool '" + name + "' has no file");
		}
		this.reloaded.add(name);
	});

	@AfterEach
	void close() {
		this.pool.close();
		this.module.close();
		this.runtime.close();
	}

	@Test
	void aMemoryThatIsImportedIsProvidedByThePool() {
		byte[] binary = Wat.compile("(module (import \"env\" \"memory\" (memory 1 2)))");
		try (WasmModule importing = this.runtime.module(binary).build();
				WasmPool other = this.runtime.pool(importing).name("other").size(1).build()) {
			assertThat(show("other").module().imports().values()).containsExactly("the pool");
			assertThat(other.providers()).isEmpty();
		}
	}

	@Test
	void allPoolsAreListed() {
		try (WasmPool other = this.runtime.pool(this.module).name("other").size(1).build()) {
			other.beginDrain();
			assertThat(this.endpoint.pools().pools()).containsOnlyKeys("orders", "other")
				.hasEntrySatisfying("orders", (summary) -> {
					assertThat(summary.state()).isEqualTo("up");
					assertThat(summary.module()).isEqualTo("orders.wasm");
					assertThat(summary.stats().size()).isEqualTo(3);
				})
				.hasEntrySatisfying("other", (summary) -> assertThat(summary.state()).isEqualTo("draining"));
		}
		assertThat(this.endpoint.pools().pools()).containsOnlyKeys("orders");
	}

	@Test
	void onePoolIsShownInDetail() {
		this.pool.prefill();
		assertThat(this.pool.callLong("price", 7, 2)).isEqualTo(7);
		assertThatExceptionOfType(WasmTrapException.class).isThrownBy(() -> this.pool.callVoid("trap\n"));
		PoolDescriptor shown = show("orders");
		assertThat(shown.module().sha256()).hasSize(64);
		assertThat(shown.module().exports()).containsEntry("price", "(i32, i32) -> (i64)")
			.allSatisfy((name, type) -> assertThat(name).doesNotContain("\n"));
		assertThat(shown.module().imports()).containsExactly(Map.entry("env.now () -> (i64)", "'env.now' () -> (i64)"));
		assertThat(shown.module().memory()).hasToString(String.valueOf(this.module.memory().orElseThrow()));
		assertThat(shown.reset()).isEqualTo(this.pool.resetDescription());
		assertThat(shown.limits().acquireTimeout()).isEqualTo(Duration.ofSeconds(4));
		assertThat(shown.limits().executionTimeout()).isEqualTo(Duration.ofSeconds(1));
		assertThat(shown.limits().maxWaiting()).isNull();
		assertThat(shown.generation()).isEqualTo(1);
		assertThat(shown.counters().calls()).containsEntry("returned", 1L).containsEntry("trapped", 1L);
		assertThat(shown.counters().retired()).containsEntry("trap", 1L).containsEntry("not-restorable", 0L);
		assertThat(shown.failures().lastMinute()).isEqualTo(Map.of("trapped", 1L));
		assertThat(shown.failures().last()).contains("trapped").doesNotContain("\n");
		assertThat(shown.failures().lastAt()).isNotNull();
		assertThat(shown.instances()).anySatisfy((instance) -> {
			assertThat(instance.state()).isEqualTo("idle");
			assertThat(instance.memory()).isEqualTo(2 * 65536);
		});
		assertThat(shown.linearMemory()).isBetween(2 * 65536L, 3 * 2 * 65536L);
		assertThat(shown.creationFailure()).isNull();
	}

	@Test
	void thereIsNothingOfAnUnknownPool() {
		assertThat(this.endpoint.pool("unknown")).isNull();
		assertThat(this.endpoint.act("unknown", "refresh", null)).isNull();
	}

	@Test
	void aPoolIsResized() {
		PoolDescriptor after = Objects.requireNonNull(this.endpoint.act("orders", "resize", 5));
		assertThat(after.stats().size()).isEqualTo(5);
		assertThat(this.pool.stats().size()).isEqualTo(5);
	}

	@Test
	void aPoolIsRefreshed() {
		this.pool.prefill();
		this.endpoint.act("orders", "refresh", null);
		assertThat(show("orders").counters().retired()).hasEntrySatisfying("refresh",
				(count) -> assertThat(count).isPositive());
	}

	@Test
	void aPoolIsReloaded() {
		this.endpoint.act("orders", "reload", null);
		assertThat(this.reloaded).containsExactly("orders");
	}

	@Test
	void whatIsImpossibleIsRefusedWithItsReason() {
		refused("resize", null, "'size' is missing");
		refused("resize", 0, "size");
		refused("explode", null, "'action' must be resize, refresh or reload but is 'explode'");
		refused("a\nb", null, "a\\u000ab");
		this.reloaded.add("once");
		refused("reload", null, "Pool 'orders' has no file");
		this.reloaded.add("shared");
		refused("reload", null, "Pool 'orders' has one memory");
		this.pool.beginDrain();
		assertThat(show("orders").state()).isEqualTo("draining");
	}

	@Test
	void whatItShowsIsKnownAheadOfTime() {
		RuntimeHints hints = new RuntimeHints();
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(hints, WasmPoolsEndpoint.class,
				WasmPoolsEndpointWebExtension.class);
		assertThat(Stream.of(WasmPoolsEndpoint.PoolsDescriptor.class, WasmPoolsEndpoint.PoolSummary.class,
				PoolDescriptor.class, PoolDescriptor.Module.class, PoolDescriptor.Instance.class))
			.allSatisfy((type) -> assertThat(RuntimeHintsPredicates.reflection().onType(type)).accepts(hints));
	}

	private void refused(String action, @Nullable Integer size, String reason) {
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.act("orders", action, size))
			.satisfies((ex) -> assertThat(ex.getReason()).contains(reason));
	}

	private PoolDescriptor show(String pool) {
		return Objects.requireNonNull(this.endpoint.pool(pool));
	}

}
