package io.github.wasmpool.wasmtime;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

class InstanceBudgetTests {

	private static final Footprint USUAL = new Footprint(2, 0, 16L << 30, 5);

	private static final Footprint SMALL = new Footprint(2, 0, 16L << 20, 5);

	private final InstanceBudget budget = new InstanceBudget(160L << 30, 100);

	@Test
	void theAddressSpaceLimitsTheInstances() {
		assertThat(this.budget.fit(USUAL)).isEqualTo(10);
		assertThat(this.budget.explain(USUAL, 11)).isEqualTo("11 more instances do not fit into this process, 10 do:"
				+ " each takes 16 GiB of address space and 5 mappings for its memory and that of its bridge; of"
				+ " 160 GiB and 100 there are, none of it is taken yet; set 'wasm.engine.memory-reservation' to what"
				+ " the memories grow to");
	}

	@Test
	void theMappingsLimitThemWhereTheAddressSpaceDoesNot() {
		assertThat(this.budget.fit(SMALL)).isEqualTo(20);
		assertThat(this.budget.explain(SMALL, 21)).contains("16,384 KiB of address space")
			.endsWith("raise the system's 'vm.max_map_count' with sysctl");
	}

	@Test
	void aThreadOfItsOwnIsCounted() {
		Footprint dedicated = SMALL.withThread(8 << 20);
		assertThat(this.budget.fit(dedicated)).isEqualTo(11);
		assertThat(this.budget.explain(dedicated, 12))
			.contains("24,576 KiB of address space and 9 mappings for its thread, its memory and that of its bridge;");
		assertThat(this.budget.take(dedicated, 11)).isTrue();
		assertThat(this.budget.take(dedicated, 1)).isFalse();
	}

	@Test
	void someMappingsAreAllowedHoweverFewThereAre() {
		assertThat(InstanceBudget.mappings(1_000)).isEqualTo(64);
		assertThat(InstanceBudget.mappings(65_530)).isEqualTo(57_338);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void theLimitOfTheSystemIsReadWhole() throws Exception {
		Path file = Path.of("/proc/sys/vm/max_map_count");
		try (BufferedReader reader = Files.newBufferedReader(file)) {
			long mappings = InstanceBudget.mappings(Long.parseLong(String.valueOf(reader.readLine())));
			assertThat(InstanceBudget.OF_JVM.explain(USUAL, 1))
				.contains(String.format(Locale.ROOT, "of 125 TiB and %,d there are", mappings));
		}
	}

	@Test
	void whatIsTakenIsGoneUntilItIsGivenBack() {
		assertThat(this.budget.take(USUAL, 11)).isFalse();
		assertThat(this.budget.take(USUAL, 7)).isTrue();
		assertThat(this.budget.take(USUAL, 4)).isFalse();
		assertThat(this.budget.take(SMALL, 14)).isFalse();
		assertThat(this.budget.take(USUAL, 3)).isTrue();
		this.budget.give(USUAL, 3);
		assertThat(this.budget.take(USUAL, 4)).isFalse();
		assertThat(this.budget.take(USUAL, 3)).isTrue();
	}

}
