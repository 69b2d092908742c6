package io.github.wasmpool.health;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

import io.github.wasmpool.CallOutcome;
import io.github.wasmpool.WasmPoolFailures;
import io.github.wasmpool.WasmPoolStats;
import io.github.wasmpool.fake.FakeWasmModule;
import io.github.wasmpool.fake.FakeWasmPool;
import io.github.wasmpool.fake.FakeWasmRuntime;
import io.github.wasmpool.type.MemoryType;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

class WasmPoolHealthContributorTests {

	private final FakeWasmRuntime runtime = new FakeWasmRuntime();

	private final FakeWasmPool orders = build("orders");

	private final WasmPoolHealthContributor contributor = new WasmPoolHealthContributor(this.runtime.pools(),
			Map.of("orders", this.orders));

	@Test
	void aPoolShowsItsNumbersItsModuleAndItsPages() {
		this.orders.stats(new WasmPoolStats("orders", 10, 9, 4, 3, 1, 1, 0));
		Health health = health("orders");
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsExactlyInAnyOrderEntriesOf(Map.ofEntries(entry("module", "orders.wasm"),
				entry("size", 10), entry("live", 9), entry("active", 4), entry("idle", 3), entry("creating", 1),
				entry("retiring", 1), entry("waiting", 0), entry("restored", 12L), entry("residentMemory", 8192L),
				entry("failuresOfLastMinute", Map.of()), entry("pages", Map.of("initial", 1, "max", 256))));
	}

	@Test
	void aModuleWithoutAMemoryHasNoPages() {
		((FakeWasmModule) this.orders.module()).memory(null);
		assertThat(health("orders").getDetails()).containsKey("module").doesNotContainKey("pages");
	}

	@Test
	void aMemoryWithoutACeilingHasNoMax() {
		((FakeWasmModule) this.orders.module()).memory(new MemoryType(3, null, false));
		assertThat(health("orders").getDetails()).containsEntry("pages", Map.of("initial", 3));
	}

	@Test
	void anExhaustedPoolIsUp() {
		this.orders.stats(new WasmPoolStats("orders", 2, 2, 2, 0, 0, 0, 17));
		assertThat(health("orders").getStatus()).isEqualTo(Status.UP);
		assertThat(health("orders").getDetails()).containsEntry("waiting", 17).doesNotContainKey("reason");
	}

	@Test
	void aPoolThatCannotMakeInstancesIsDownUntilItCan() {
		this.orders.creationFailure("'init' trapped");
		assertThat(health("orders").getStatus()).isEqualTo(Status.DOWN);
		assertThat(health("orders").getDetails()).containsEntry("reason", "'init' trapped").containsEntry("size", 4);
		this.orders.creationFailure(null);
		assertThat(health("orders").getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void aPoolThatIsDrainedIsOutOfService() {
		this.orders.draining(true);
		assertThat(health("orders").getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		assertThat(health("orders").getDetails()).containsEntry("reason", "the pool is drained");
		this.orders.draining(false);
		assertThat(health("orders").getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void callsThatFailAreDetailsOnly() {
		Instant at = Instant.parse("2026-11-30T07:00:00Z");
		this.orders.failures(new WasmPoolFailures(Map.of(CallOutcome.TRAPPED, 3L, CallOutcome.TIMED_OUT, 1L),
				"'price' trapped", at));
		assertThat(health("orders").getStatus()).isEqualTo(Status.UP);
		assertThat(health("orders").getDetails())
			.containsEntry("failuresOfLastMinute", Map.of("trapped", 3L, "timed-out", 1L))
			.containsEntry("lastFailure", "'price' trapped")
			.containsEntry("lastFailureAt", at);
	}

	@Test
	void aPoolThatDoesNotDecideIsNeverWorseThanUnknown() {
		FakeWasmPool tenant = build("tenant", false);
		assertThat(health("tenant").getStatus()).isEqualTo(Status.UP);
		tenant.draining(true);
		assertThat(health("tenant").getStatus()).isEqualTo(Status.UNKNOWN);
		tenant.creationFailure("'init' trapped");
		assertThat(health("tenant").getStatus()).isEqualTo(Status.UNKNOWN);
		assertThat(health("tenant").getDetails()).containsEntry("reason", "'init' trapped");
	}

	@Test
	void aClosedPoolThatIsExpectedIsDown() {
		this.orders.close();
		assertThat(health("orders").getStatus()).isEqualTo(Status.DOWN);
		assertThat(health("orders").getDetails()).containsEntry("reason", "the pool is closed")
			.containsEntry("module", "orders.wasm");
	}

	@Test
	void aPoolBuiltAtRunTimeIsSeenAndDisappearsWhenItIsClosed() {
		FakeWasmPool added = build("added");
		assertThat(this.contributor.stream()).extracting(HealthContributors.Entry::name)
			.containsExactly("added", "orders");
		assertThat(health("added").getStatus()).isEqualTo(Status.UP);
		added.close();
		assertThat(this.contributor.getContributor("added")).isNull();
		assertThat(this.contributor.stream()).extracting(HealthContributors.Entry::name).containsExactly("orders");
	}

	@Test
	void aPoolBuiltInPlaceOfAClosedOneIsShownInItsPlace() {
		this.orders.close();
		build("orders");
		assertThat(this.contributor.stream()).hasSize(1);
		assertThat(health("orders").getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void thereIsNoComponentOfAnUnknownName() {
		assertThat(this.contributor.getContributor("unknown")).isNull();
	}

	@Test
	void withoutPoolsThereAreNoComponents() {
		assertThat(new WasmPoolHealthContributor(new FakeWasmRuntime().pools(), Map.of()).stream()).isEmpty();
	}

	private Health health(String pool) {
		HealthIndicator indicator = (HealthIndicator) this.contributor.getContributor(pool);
		return Objects.requireNonNull(Objects.requireNonNull(indicator).health());
	}

	private FakeWasmPool build(String name) {
		return build(name, true);
	}

	private FakeWasmPool build(String name, boolean healthStatus) {
		return (FakeWasmPool) this.runtime.pool(this.runtime.module(new byte[0]).name(name + ".wasm").build())
			.name(name)
			.healthStatus(healthStatus)
			.build();
	}

}
