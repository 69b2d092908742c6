package io.github.wasmpool.runtime;

import java.util.Arrays;
import java.util.List;

import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.WasmTrapException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Compares two instances of a {@link StatefulGuest}.
 */
final class Alike {

	private Alike() {
	}

	/**
	 * Do the same with both, and compare what a borrower sees, and then all there is.
	 * Both are of no use afterwards.
	 */
	static void inAll(StatefulGuest guest, WasmInstance one, WasmInstance other, List<GuestStep> steps, String known) {
		for (GuestStep step : steps) {
			assertThat(step.perform(guest, one)).as("%s, %s of %s", known, step, steps)
				.isEqualTo(step.perform(guest, other));
		}
		assertThat(one.isHealthy()).as(known).isEqualTo(other.isHealthy());
		if (guest.hasOpenMemory()) {
			assertAlike(one.memory(), other.memory(), known + " after " + steps);
		}
		if (other.isHealthy()) {
			assertThat(one.call("globals")).as(known).isEqualTo(other.call("globals"));
			assertThat(one.global("open").get()).as(known).isEqualTo(other.global("open").get());
			if (guest.hasMemory()) {
				assertThat(one.callInt("pages")).as(known).isEqualTo(other.callInt("pages"));
				int reach = Math.max(guest.reach(), other.callInt("pages")) * StatefulGuest.PAGE;
				for (int at = 0; at < reach; at += 4096) {
					assertThat(one.callLong("sum", at, at + 4096)).as("%s, memory at %d after %s", known, at, steps)
						.isEqualTo(other.callLong("sum", at, at + 4096));
				}
			}
			assertThatExceptionOfType(WasmTrapException.class).isThrownBy(() -> one.callVoid("fail"));
		}
	}

	private static void assertAlike(WasmMemory one, WasmMemory other, String known) {
		assertThat(one.pages()).as(known).isEqualTo(other.pages());
		byte[] expected = other.read(0, (int) other.size());
		int different = Arrays.mismatch(one.read(0, (int) one.size()), expected);
		assertThat(different).as("the first byte that differs, %s", known).isEqualTo(-1);
	}

}
