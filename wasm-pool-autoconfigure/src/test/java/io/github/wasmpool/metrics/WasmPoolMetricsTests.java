package io.github.wasmpool.metrics;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.github.wasmpool.CallOutcome;
import io.github.wasmpool.EngineOptions;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolExhaustedException;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.Wat;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The meters that are registered are those that are documented, and tell the truth.
 */
class WasmPoolMetricsTests {

	private static final String GUEST = """
			(module (memory (export "memory") 2 9)
				(func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
				(func (export "work"))
				(func (export "trap") (unreachable)))
			""";

	private final WasmtimeRuntime[] created = new WasmtimeRuntime[1];

	private final WasmPoolMetrics metrics = new WasmPoolMetrics(() -> this.created[0].engineStats());

	private final WasmtimeRuntime runtime = new WasmtimeRuntime(EngineOptions.DEFAULTS, this.metrics);

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final WasmModule module = module();

	private WasmModule module() {
		this.created[0] = this.runtime;
		this.metrics.bindTo(this.registry);
		return this.runtime.module(Wat.compile(GUEST)).name("measured").build();
	}

	@AfterEach
	void close() {
		this.module.close();
		this.runtime.close();
	}

	@Test
	void partsAreCountedByTheirPlace() {
		new WasmClusterMetrics(() -> 1, () -> 2, () -> 3).bindTo(this.registry);
		assertThat(this.registry.get("wasm.cluster.parts").tag("place", "here").functionCounter().count()).isEqualTo(1);
		assertThat(this.registry.get("wasm.cluster.parts").tag("place", "elsewhere").functionCounter().count())
			.isEqualTo(2);
		assertThat(this.registry.get("wasm.cluster.parts.lost").functionCounter().count()).isEqualTo(3);
	}

	@Test
	void whatIsRegisteredIsWhatIsDocumented() {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).build()) {
			assertThat(pool.isClosed()).isFalse();
			new WasmClusterMetrics(() -> 1, () -> 2, () -> 3).bindTo(this.registry);
			assertThat(names(this.registry.getMeters())).containsExactlyInAnyOrderElementsOf(
					Arrays.stream(WasmMeter.values()).map(WasmMeter::meterName).toList());
			for (WasmMeter meter : WasmMeter.values()) {
				assertThat(this.registry.find(meter.meterName()).meters()).as(meter.meterName())
					.allSatisfy((registered) -> {
						assertThat(registered.getId().getType()).isEqualTo(meter.type());
						assertThat(registered.getId().getDescription()).isEqualTo(meter.description());
						assertThat(registered.getId().getTag("pool")).isEqualTo(meter.isOfPool() ? "default" : null);
						if (meter.unit() != null) {
							assertThat(registered.getId().getBaseUnit()).isEqualTo(meter.unit());
						}
					});
			}
		}
	}

	@Test
	void everyReasonAndEveryOutcomeHasAMeterFromTheBeginning() {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).build()) {
			assertThat(pool.isClosed()).isFalse();
			assertThat(this.registry.find("wasm.pool.retired").meters()).hasSize(RetirementReason.values().length);
			assertThat(this.registry.find("wasm.pool.call").timers()).hasSize(CallOutcome.values().length);
			assertThat(this.registry.find("wasm.pool.retired").tag("reason", "not-restorable").functionCounter())
				.isNotNull();
			assertThat(this.registry.find("wasm.pool.call").tag("outcome", "timed-out").timer()).isNotNull();
		}
	}

	@Test
	void loansAndCallsAreCountedAndTimed() {
		try (WasmPool pool = this.runtime.pool(this.module).name("orders").size(2).build()) {
			pool.callVoid("work");
			pool.callVoid("work");
			assertThatExceptionOfType(WasmTrapException.class).isThrownBy(() -> pool.callVoid("trap"));
			assertThat(timer("wasm.pool.acquire")).isEqualTo(3);
			assertThat(timer("wasm.pool.usage")).isEqualTo(3);
			assertThat(timer("wasm.pool.creation")).isPositive();
			assertThat(timer("wasm.pool.call", "outcome", "returned")).isEqualTo(2);
			assertThat(timer("wasm.pool.call", "outcome", "trapped")).isEqualTo(1);
			assertThat(counter("wasm.pool.retired", "reason", "trap")).isEqualTo(1);
			assertThat(counter("wasm.pool.restored")).isEqualTo((double) pool.counters().restored());
			assertThat(this.registry.get("wasm.engine.compilation").timer().count()).isEqualTo(1);
			assertThat(gauge("wasm.engine.mappings")).isPositive().isLessThan(gauge("wasm.engine.mappings.max"));
		}
	}

	@Test
	void gaugesFollowThePool() {
		try (WasmPool pool = this.runtime.pool(this.module).name("orders").size(3).minIdle(2).build()) {
			pool.prefill();
			try (WasmInstance instance = pool.acquire()) {
				assertThat(instance.isHealthy()).isTrue();
				assertThat(gauge("wasm.pool.instances.active", "pool", "orders")).isEqualTo(1);
				assertThat(gauge("wasm.pool.instances.max", "pool", "orders")).isEqualTo(3);
				assertThat(gauge("wasm.pool.instances.min", "pool", "orders")).isEqualTo(2);
			}
			pool.beginDrain();
			assertThat(gauge("wasm.pool.instances.min", "pool", "orders")).isZero();
		}
	}

	@Test
	void memoryIsThatOfAllInstancesThatLive() {
		try (WasmPool pool = this.runtime.pool(this.module)
			.name("orders")
			.size(2)
			.minIdle(0)
			.reset(ResetPolicy.WARM)
			.build()) {
			assertThat(gauge("wasm.pool.memory", "pool", "orders")).isZero();
			try (WasmInstance one = pool.acquire(); WasmInstance other = pool.acquire()) {
				assertThat(gauge("wasm.pool.memory", "pool", "orders")).isEqualTo(4 * 65536.0);
				one.callInt("grow", 3);
				assertThat(other.isHealthy()).isTrue();
			}
			assertThat(gauge("wasm.pool.memory", "pool", "orders")).isEqualTo(7 * 65536.0);
			pool.drain();
			assertThat(gauge("wasm.pool.memory", "pool", "orders")).isZero();
		}
	}

	@Test
	void whoIsRefusedIsCounted() {
		try (WasmPool pool = this.runtime.pool(this.module).name("orders").size(1).build();
				WasmInstance only = pool.acquire()) {
			assertThat(only.isHealthy()).isTrue();
			assertThatExceptionOfType(WasmPoolExhaustedException.class).isThrownBy(() -> pool.acquire(Duration.ZERO));
			assertThat(counter("wasm.pool.timeout")).isEqualTo(1);
		}
	}

	@Test
	void aClosedPoolLeavesNoMeter() {
		WasmPool kept = this.runtime.pool(this.module).name("kept").size(1).build();
		WasmPool closed = this.runtime.pool(this.module).name("closed").size(1).build();
		closed.callVoid("work");
		closed.close();
		assertThat(this.registry.find("wasm.pool.instances").tag("pool", "closed").meters()).isEmpty();
		assertThat(this.registry.getMeters()).extracting(Meter::getId)
			.extracting((id) -> id.getTag("pool"))
			.doesNotContain("closed")
			.contains("kept");
		kept.close();
		assertThat(names(this.registry.getMeters())).allMatch((name) -> name.startsWith("wasm.engine."));
	}

	@Test
	void aRegistryThatComesLateKnowsThePoolsThatLive() {
		try (WasmPool pool = this.runtime.pool(this.module).name("orders").size(1).build()) {
			SimpleMeterRegistry late = new SimpleMeterRegistry();
			this.metrics.bindTo(late);
			pool.callVoid("work");
			assertThat(late.get("wasm.pool.usage").timer().count()).isEqualTo(1);
			assertThat(timer("wasm.pool.usage")).isEqualTo(1);
		}
	}

	private static Set<String> names(List<Meter> meters) {
		Set<String> names = new TreeSet<>();
		meters.forEach((meter) -> names.add(meter.getId().getName()));
		return names;
	}

	private long timer(String name, String... tags) {
		return this.registry.get(name).tags(tags).timer().count();
	}

	private double counter(String name, String... tags) {
		return this.registry.get(name).tags(Tags.of(tags)).functionCounter().count();
	}

	private double gauge(String name, String... tags) {
		return this.registry.get(name).tags(tags).gauge().value();
	}

}
