package io.github.wasmpool.wasmtime;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

class InstanceBudgetTests {

	@Test
	void theMappingsOfTheProcessLimitItsInstances() {
		assertThat(InstanceBudget.limit(38_192)).isEqualTo(10_000);
	}

	@Test
	void theAddressSpaceLimitsThemWhereMappingsDoNot() {
		assertThat(InstanceBudget.limit(1_000_000)).isEqualTo(16_000);
		assertThat(InstanceBudget.limit(Long.MAX_VALUE)).isEqualTo(16_000);
	}

	@Test
	void someInstancesAreAllowedHoweverFewMappingsThereAre() {
		assertThat(InstanceBudget.limit(1_000)).isEqualTo(16);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void theLimitOfTheSystemIsReadWhole() throws Exception {
		Path file = Path.of("/proc/sys/vm/max_map_count");
		try (BufferedReader reader = Files.newBufferedReader(file)) {
			long mappings = Long.parseLong(String.valueOf(reader.readLine()));
			assertThat(InstanceBudget.OF_JVM.explain(1, 2))
				.contains("of which " + InstanceBudget.limit(mappings) + " fit");
		}
	}

	@Test
	void whatIsTakenIsGoneUntilItIsGivenBack() {
		InstanceBudget budget = new InstanceBudget(10);
		assertThat(budget.take(11)).isFalse();
		assertThat(budget.take(7)).isTrue();
		assertThat(budget.take(4)).isFalse();
		assertThat(budget.take(3)).isTrue();
		budget.give(3);
		assertThat(budget.take(4)).isFalse();
		assertThat(budget.take(3)).isTrue();
	}

}
