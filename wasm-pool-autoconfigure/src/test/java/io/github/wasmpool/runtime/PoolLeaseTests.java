package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.wasmpool.WasmCallback;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.coordination.Lease;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class PoolLeaseTests {

	private final List<String> ends = new ArrayList<>();

	@Test
	void severalAreLeasedInTheOrderOfTheirSlots() {
		List<NamedLease> leases = PoolLease.all(List.of("a", "b"), (slot) -> new NamedLease(slot, this.ends),
				this.ends::add);
		assertThat(leases).extracting(NamedLease::name).containsExactly("a", "b");
		assertThat(this.ends).isEmpty();
	}

	@Test
	void whereOneFailsTheOthersAreGivenBackOnce() {
		assertThatIllegalStateException()
			.isThrownBy(() -> PoolLease.all(List.of("a", "b", "c", "d", "e"), this::leaseAllButC,
					(slot) -> this.ends.add("released " + slot)))
			.withMessage("c");
		assertThat(this.ends).containsExactly("c gave back its own", "closed a", "closed b", "released d",
				"released e");
	}

	private NamedLease leaseAllButC(String slot) {
		if (slot.equals("c")) {
			this.ends.add("c gave back its own");
			throw new IllegalStateException("c");
		}
		return new NamedLease(slot, this.ends);
	}

	private record NamedLease(String name, List<String> ends) implements Lease {

		@Override
		public WasmInstance instance() {
			throw new UnsupportedOperationException();
		}

		@Override
		public void takeOver() {
		}

		@Override
		public <T extends @Nullable Object, E extends Exception> T call(WasmCallback<T, E> work) {
			throw new UnsupportedOperationException();
		}

		@Override
		public boolean isUsable() {
			return true;
		}

		@Override
		public void renew(Duration timeout) {
		}

		@Override
		public void close() {
			this.ends.add("closed " + this.name);
		}

	}

}
