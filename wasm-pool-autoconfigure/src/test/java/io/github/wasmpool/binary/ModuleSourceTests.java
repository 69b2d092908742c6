package io.github.wasmpool.binary;

import io.github.wasmpool.GuestFeatures;
import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.SharedGuests;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.type.MemoryLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A module read anew from its source is the same module.
 */
class ModuleSourceTests {

	@ParameterizedTest
	@EnumSource
	void isTheSameModule(RealModules real) {
		BinaryModule first = Binaries.inspect(real.binary());
		BinaryModule again = first.source().inspect();
		assertThat(again.name()).isEqualTo(first.name());
		assertThat(again.exports()).isEqualTo(first.exports());
		MemoryLimits limits = new MemoryLimits(null, 300);
		assertThat(again.rewrite(limits, 2).bytes()).isEqualTo(first.rewrite(limits, 2).bytes());
	}

	@Test
	void isLookedAtInTheSameWay() {
		BinaryModule shared = BinaryModule.inspect("shared", SharedGuests.guest(), ModuleLimits.DEFAULTS,
				new GuestFeatures(true, true), false, true);
		assertThat(shared.source().inspect().rewrite(MemoryLimits.ofModule()).layout().sharedMemory()).isPresent();
		assertThatExceptionOfType(WasmModuleException.class).isThrownBy(() -> Binaries.inspect(SharedGuests.guest()));
	}

}
