package io.github.wasmpool.autoconfigure.tenants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import io.github.wasmpool.Effort;
import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.NoSuchPoolException;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.Wat;
import io.github.wasmpool.actuate.WasmPoolsEndpoint;
import io.github.wasmpool.autoconfigure.WasmPoolAutoConfiguration;
import io.github.wasmpool.autoconfigure.actuate.WasmPoolsEndpointAutoConfiguration;
import io.github.wasmpool.autoconfigure.health.WasmPoolHealthContributorAutoConfiguration;
import io.github.wasmpool.autoconfigure.metrics.WasmPoolMetricsAutoConfiguration;
import io.github.wasmpool.health.WasmPoolHealthContributor;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A pool for each tenant, made at run time.
 */
class TenantPoolsTests {

	private static final byte[] FIRST = Wat.compile("""
			(module (memory 1) (func (export "price") (result i32) (i32.const 1)) (func (export "loop") (loop (br 0))))
			""");

	private static final byte[] SECOND = Wat.compile("""
			(module (memory 1) (func (export "price") (result i32) (i32.const 2)))
			""");

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(WasmPoolAutoConfiguration.class, WasmPoolHealthContributorAutoConfiguration.class,
						WasmPoolMetricsAutoConfiguration.class, WasmPoolsEndpointAutoConfiguration.class,
						EndpointAutoConfiguration.class, MetricsAutoConfiguration.class,
						CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class))
		.withPropertyValues("management.endpoints.web.exposure.include=wasmpools")
		.withBean(TenantPools.class);

	@Test
	void aTenantComesChangesItsMindAndGoes() {
		this.contextRunner.run((context) -> {
			TenantPools tenants = context.getBean(TenantPools.class);
			tenants.upload(1, FIRST, sha256(FIRST));
			tenants.upload(2, FIRST, sha256(FIRST));
			assertThat(tenants.of(1).callInt("price")).isEqualTo(1);
			seen(context, "tenant1", "tenant2");
			tenants.upload(1, SECOND, sha256(SECOND));
			assertThat(tenants.of(1).callInt("price")).isEqualTo(2);
			assertThat(tenants.of(2).callInt("price")).isEqualTo(1);
			tenants.closeIdle();
			assertThat(tenants.of(2).callInt("price")).isEqualTo(1);
			tenants.closeIdle();
			seen(context, "tenant2");
			assertThatExceptionOfType(NoSuchPoolException.class).isThrownBy(() -> tenants.of(1));
			tenants.closeIdle();
			seen(context);
		});
	}

	@Test
	void whatIsNotWhatWasPromisedIsRefusedAndTheOldOneServesOn() {
		this.contextRunner.run((context) -> {
			TenantPools tenants = context.getBean(TenantPools.class);
			tenants.upload(1, FIRST, sha256(FIRST));
			assertThatExceptionOfType(WasmModuleException.class)
				.isThrownBy(() -> tenants.upload(1, SECOND, sha256(FIRST)))
				.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(WasmModuleException.Reason.DIGEST));
			assertThat(tenants.of(1).callInt("price")).isEqualTo(1);
		});
	}

	@Test
	void aTenantThatFailsIsADetailOfHealth() {
		this.contextRunner.run((context) -> {
			TenantPools tenants = context.getBean(TenantPools.class);
			WasmPool pool = tenants.upload(1, FIRST, sha256(FIRST));
			assertThatExceptionOfType(WasmExecutionTimeoutException.class).isThrownBy(() -> pool.callVoid("loop"));
			assertThat(context.getBean(WasmPoolHealthContributor.class).stream()).singleElement()
				.satisfies((entry) -> assertThat(health(entry)).satisfies((health) -> {
					assertThat(health.getStatus()).isEqualTo(Status.UP);
					assertThat(health.getDetails().get("failuresOfLastMinute")).hasToString("{timed-out=1}");
				}));
		});
	}

	@Test
	void manyPoolsMakeNoThreads() {
		int pools = Effort.of(150, 500);
		try (WasmtimeRuntime runtime = new WasmtimeRuntime(); WasmModule module = runtime.module(FIRST).build()) {
			int before = Thread.getAllStackTraces().size();
			for (int i = 0; i < pools; i++) {
				WasmPool pool = runtime.pool(module).name("tenant" + i).size(1).execution(ExecutionMode.CALLER).build();
				assertThat(pool.callInt("price")).isEqualTo(1);
			}
			assertThat(runtime.pools().names()).hasSize(pools);
			assertThat(Thread.getAllStackTraces().size() - before).isLessThan(50);
		}
	}

	@Test
	void thePageShowsThisExample() throws IOException {
		String source = Files
			.readString(Path.of("src/test/java/io/github/wasmpool/autoconfigure/tenants/TenantPools.java"));
		assertThat(Files.readString(Path.of("../docs/tenants.md")))
			.contains(source.substring(source.indexOf("public class")));
	}

	private static void seen(AssertableApplicationContext context, String... pools) {
		Set<String> metered = new TreeSet<>();
		context.getBean(MeterRegistry.class).getMeters().forEach((meter) -> {
			String pool = meter.getId().getTag("pool");
			if (pool != null) {
				metered.add(pool);
			}
		});
		assertThat(metered).containsExactly(pools);
		assertThat(context.getBean(WasmRuntime.class).pools().names()).containsExactly(pools);
		assertThat(context.getBean(WasmPoolsEndpoint.class).pools().pools().keySet()).containsExactly(pools);
		assertThat(context.getBean(WasmPoolHealthContributor.class).stream().map((entry) -> entry.name()))
			.containsExactly(pools);
	}

	private static Health health(HealthContributors.Entry entry) {
		return Objects.requireNonNull(((HealthIndicator) entry.contributor()).health());
	}

	private static String sha256(byte[] binary) throws NoSuchAlgorithmException {
		return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(binary));
	}

}
