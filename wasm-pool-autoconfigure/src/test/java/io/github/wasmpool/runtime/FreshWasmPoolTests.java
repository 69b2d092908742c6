package io.github.wasmpool.runtime;

import java.time.Duration;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmPoolBuilder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * A pool with a new instance for each loan.
 */
class FreshWasmPoolTests extends WasmPoolContractTests {

	@Override
	WasmPoolBuilder builder() {
		return this.runtime.pool(this.module).reset(ResetPolicy.FRESH);
	}

	@Test
	void refusesWhatOnlyWarmInstancesNeed() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> builder().maxUses(1)
				.maxLifetime(Duration.ofHours(1))
				.idleTimeout(Duration.ofHours(1))
				.maxMemoryGrowth(1)
				.validator((instance) -> true)
				.resetExport("reset")
				.build())
			.withMessage("Pool 'default' has impossible settings: 'max-uses' needs 'reset' to be warm;"
					+ " 'max-lifetime' needs 'reset' to be warm; 'idle-timeout' needs 'reset' to be warm;"
					+ " 'max-memory-growth' needs 'reset' to be warm; 'validator' needs 'reset' to be warm; 'reset-export' needs 'reset' to be warm");
	}

}
